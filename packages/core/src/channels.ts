import { channel } from "node:diagnostics_channel";
import type { ErrorCode } from "./errors.ts";

export const ENTRY_KINDS = ["use-cache", "APP_PAGE", "APP_ROUTE", "PAGES", "REDIRECT", "FETCH", "IMAGE"] as const;

/** The surface an entry belongs to: `use-cache` or a kind of Next.js' singular cache. */
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** What is published, by channel name. Messages are plain objects; nobody listening costs one property read. */
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
    /** Why an entry that exists was not served as fresh, or why there is none. */
    reason?: string;
    /**
     * Milliseconds that the reader waited for somebody else to make the entry. A read that waits is told twice: what it
     * found at once, and what in the end.
     */
    waitedMs?: number;
  };
  "tagledger:write": {
    key: string;
    kind: EntryKind;
    bytes: number;
    tags: readonly string[];
    seq: number;
    result: "written" | "older" | "failed";
  };
  "tagledger:skip": { key: string; kind: EntryKind; reason: string };
  "tagledger:refresh": { ok: boolean; seq: number; news: number; durationMs: number };
  "tagledger:invalidate": {
    tags: readonly string[];
    kind: "hard" | "soft";
    expireSeconds?: number;
    recorded: boolean;
    seq?: number;
    durationMs: number;
  };
  "tagledger:ledger": { change: "opened" | "renewed" | "floor"; epoch: string; seq: number; floorSeq: number };
  "tagledger:guard": { operation: string; outcome: "deadline" | "failed" | "opened" | "closed"; cause?: unknown };
  "tagledger:problem": { code: ErrorCode; message: string; cause?: unknown };
}

export type EventName = keyof Events;

const channels = new Map<EventName, ReturnType<typeof channel>>();

/** Publishes an event to whoever subscribed to `node:diagnostics_channel` under `name`. */
export function publish<Name extends EventName>(name: Name, event: () => Events[Name]): void {
  let target = channels.get(name);
  if (target === undefined) {
    target = channel(name);
    channels.set(name, target);
  }
  if (target.hasSubscribers) target.publish(event());
}
