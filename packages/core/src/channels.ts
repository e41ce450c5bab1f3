import { type Channel, channel, subscribe, unsubscribe } from "node:diagnostics_channel";
import type { ErrorCode } from "./errors.ts";

export const ENTRY_KINDS = ["use-cache", "APP_PAGE", "APP_ROUTE", "PAGES", "REDIRECT", "FETCH", "IMAGE"] as const;

/** The surface an entry belongs to: `use-cache` or a kind of Next.js' singular cache. */
export type EntryKind = (typeof ENTRY_KINDS)[number];

/**
 * Why there is nothing to serve: there is no entry (`absent`) or one of another kind (`kind`), its tags were invalidated
 * (`invalidated`), nothing may be served because the ledger is not known well enough (`unproven`), or the store did not
 * answer (`store`).
 */
export type MissReason = "absent" | "kind" | "invalidated" | "unproven" | "store";

/**
 * What is published, by channel name. Messages are plain objects; nobody listening costs one property read. They are part
 * of the public surface: `docs/telemetry.md` has each of them, and a test holds the page against this file.
 */
export interface Events {
  "tagledger:read": {
    key: string;
    kind: EntryKind;
    verdict: "fresh" | "stale" | "expired" | "missing";
    tier: "near" | "store" | "seed" | "none";
    /** Those of the entry; absent when missing. */
    tags?: readonly string[];
    /** Milliseconds since the entry was made; absent when missing. */
    ageMs?: number;
    /** Of the body; absent when missing. */
    bytes?: number;
    /** Why an entry that exists was not served as fresh, or why there is none. */
    reason?: MissReason;
    /**
     * Milliseconds that the reader waited for somebody else to make the entry. A read that waits is told twice: what it
     * found at once, and what in the end.
     */
    waitedMs?: number;
  };
  "tagledger:write": {
    key: string;
    kind: EntryKind;
    /** `near`: only in the memory of this process. */
    tier: "near" | "store";
    /** Of the body. */
    bytes: number;
    tags: readonly string[];
    /** The position of the ledger that the entry was made from. */
    seq: number;
    result: "written" | "older" | "failed";
  };
  "tagledger:skip": { key: string; kind: EntryKind; reason: string };
  "tagledger:refresh": { ok: boolean; seq: number; news: number; durationMs: number };
  /** Marks that somebody else recorded and that are known here from now on; not those of a first reading. */
  "tagledger:learn": {
    seq: number;
    /**
     * For each mark, the milliseconds between its record and now: what the store says has passed until it answered, and
     * what has passed here since it was asked. Too long rather than too short, by one round trip at the most.
     */
    delaysMs: readonly number[];
  };
  "tagledger:invalidate": {
    /** Empty with `everything`. */
    tags: readonly string[];
    kind: "hard" | "soft";
    /** Only with `soft`. */
    expireSeconds?: number;
    /** False: it is kept in this process and tried again, which is told once more when it is recorded. */
    recorded: boolean;
    /** The position of its record. */
    seq?: number;
    /** True when more failed to be recorded than can be remembered by tag, so that the whole ledger was renewed. */
    everything?: true;
    durationMs: number;
  };
  "tagledger:ledger": { change: "opened" | "renewed" | "floor"; epoch: string; seq: number; floorSeq: number };
  "tagledger:guard": { operation: string; outcome: "deadline" | "failed" | "opened" | "closed"; cause?: unknown };
  /** A call of the webhook, however it was answered. Never with a secret, a signature or the body. */
  "tagledger:webhook": {
    /** The HTTP status of the answer. */
    status: number;
    /** `recorded`, or the `error` of the answer. */
    outcome: string;
    /** Of the body, as far as it was read. */
    bytes: number;
    /** What was asked for; empty when it was refused before that was known. */
    tags: readonly string[];
    paths: readonly string[];
    durationMs: number;
  };
  /** What became of a batch that a hook of `onInvalidate` was given. */
  "tagledger:hook": {
    /** The name of the hook. */
    hook: string;
    /** `dropped`: its names are lost, because of too many attempts or too many that wait. */
    outcome: "done" | "failed" | "dropped";
    /** Tags and paths. */
    count: number;
    /** How often it was tried; 0 when it was dropped before. */
    attempt: number;
    durationMs: number;
    cause?: unknown;
  };
  "tagledger:problem": { code: ErrorCode; message: string; cause?: unknown };
}

export type EventName = keyof Events;

const CHANNELS: { readonly [Name in EventName]: Channel } = {
  "tagledger:read": channel("tagledger:read"),
  "tagledger:write": channel("tagledger:write"),
  "tagledger:skip": channel("tagledger:skip"),
  "tagledger:refresh": channel("tagledger:refresh"),
  "tagledger:learn": channel("tagledger:learn"),
  "tagledger:invalidate": channel("tagledger:invalidate"),
  "tagledger:ledger": channel("tagledger:ledger"),
  "tagledger:guard": channel("tagledger:guard"),
  "tagledger:webhook": channel("tagledger:webhook"),
  "tagledger:hook": channel("tagledger:hook"),
  "tagledger:problem": channel("tagledger:problem"),
};

export const EVENT_NAMES = Object.keys(CHANNELS) as readonly EventName[];

/**
 * @returns whether anybody listens. To be asked before {@link publish} on the way of each request, where not even the
 * function that makes the event may be made for nobody.
 */
export function isHeard(name: EventName): boolean {
  return CHANNELS[name].hasSubscribers;
}

/** Publishes an event to whoever subscribed to `node:diagnostics_channel` under `name`. */
export function publish<Name extends EventName>(name: Name, event: () => Events[Name]): void {
  const target = CHANNELS[name];
  if (target.hasSubscribers) target.publish(event());
}

/**
 * Calls `listener` with each event, in the turn in which it is published. It must not throw: that would end the process.
 *
 * @returns a function that ends it.
 */
export function listen<Name extends EventName>(name: Name, listener: (event: Events[Name]) => void): () => void {
  const subscriber = (message: unknown): void => listener(message as Events[Name]);
  subscribe(name, subscriber);
  return () => void unsubscribe(name, subscriber);
}
