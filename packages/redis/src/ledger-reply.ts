import { inspect } from "node:util";
import type { MarkRecord, Position } from "@tagledger/core/store";
import type { Reply } from "./connection.ts";
import { decodeTag } from "./tag-code.ts";

const EVENTS = ["same", "lost", "fenced", "flapping", "blind", "rewound"] as const;

/** What a script found when it opened the ledger; see `open` in `lua/ledger.lua`. */
export type LedgerEvent = (typeof EVENTS)[number];

/** One page of what is new, as of `tell` in `lua/ledger.lua`. */
export interface Told {
  readonly event: LedgerEvent;
  readonly position: Position;
  readonly floorSeq: number;
  readonly reset: boolean;
  /** Where the next page begins; the empty string when there is none. */
  readonly cursor: string;
  /**
   * Takes the marks apart: most of the work, which can be done while the next page is on its way.
   *
   * @throws when they are not what the script answers.
   */
  marks(): MarkRecord[];
}

/** One answer of `lua/append.lua`. */
export interface AppendReply {
  readonly told: Told;
  /** Of the last record. */
  readonly seq: number;
  readonly alone: boolean;
  /** Milliseconds that the youngest mark lived that was dropped for want of room. */
  readonly crowdedAfterMs: number | undefined;
}

/** @throws when it is not what the script answers. */
export function readAppended(reply: Reply | undefined): AppendReply {
  if (!Array.isArray(reply) || reply.length < 4) throw unexpected(reply);
  const [page, seq, alone, lifetimeMs] = reply as readonly Reply[];
  return {
    told: readTold(page),
    seq: wholeNumber(seq),
    alone: Number(alone) === 1,
    crowdedAfterMs: String(lifetimeMs) === "" ? undefined : wholeNumber(lifetimeMs),
  };
}

/** @throws when it is not what the script answers. */
export function readTold(reply: Reply | undefined): Told {
  if (!Array.isArray(reply) || reply.length < 7) throw unexpected(reply);
  const [event, head, now, reset, cursor, tags, marks] = reply as readonly Reply[];
  const found = EVENTS.find((known) => known === String(event));
  if (found === undefined) throw unexpected(reply);
  const nowMs = wholeNumber(now);
  return {
    event: found,
    ...readHead(String(head)),
    reset: Number(reset) === 1,
    cursor: String(cursor) === "" ? "" : String(wholeNumber(cursor)),
    marks: () => readMarks(String(tags), String(marks), nowMs),
  };
}

/**
 * @param head as `write_head` in `lua/ledger.lua` writes it.
 * @throws when it is something else.
 */
function readHead(head: string): { position: Position; floorSeq: number } {
  const match = /^1 ([0-9a-f]{32}) (\d+) (\S+) (\d+) \S+$/.exec(head);
  if (match === null) throw unexpected(head);
  const [, epoch = "", seq, nonce = "", floor] = match;
  return {
    position: { epoch, seq: wholeNumber(seq), nonce: nonce === "-" ? "" : nonce },
    floorSeq: wholeNumber(floor),
  };
}

/** With what a head begins whose ledger is at this position. */
export function headPrefix({ epoch, seq, nonce }: Position): string {
  return `1 ${epoch} ${seq} ${nonce || "-"} `;
}

function readMarks(tags: string, marks: string, nowMs: number): MarkRecord[] {
  const encoded = readTags(tags);
  const parts = marks === "" ? [] : marks.split(";");
  if (encoded.length !== parts.length) throw unexpected(marks);
  return encoded.map((tag, index) => readMark(decodeTag(tag), parts[index] as string, nowMs));
}

function readTags(json: string): string[] {
  let tags: unknown;
  try {
    tags = JSON.parse(json);
  } catch {
    throw unexpected(json);
  }
  if (!Array.isArray(tags) || !tags.every((tag) => typeof tag === "string")) throw unexpected(json);
  return tags;
}

/** Digits that are a whole number for certain; a moment in the far future has more. */
const MARK = /^(\d{0,15}),(\d{0,15}),(\d*),(\d{1,15})$/;

function readMark(tag: string, mark: string, nowMs: number): MarkRecord {
  const match = MARK.exec(mark);
  if (match === null) throw unexpected(mark);
  const [, hard, soft, expires, written] = match;
  return {
    tag,
    hard: Number(hard),
    soft: Number(soft),
    ...(expires !== "" && { softExpiresInMs: wholeNumber(expires) - nowMs }),
    ageMs: Math.max(0, nowMs - Number(written)),
  };
}

/** The empty string counts as 0. */
function wholeNumber(reply: Reply | undefined): number {
  const text = Array.isArray(reply) ? "an array" : String(reply);
  const number = /^\d*$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(number)) throw unexpected(reply);
  return number;
}

/** Of what may be any size. */
const INSPECTION = { depth: 1, maxArrayLength: 4, maxStringLength: 100, breakLength: Infinity };

function unexpected(reply: unknown): Error {
  return new Error(`Redis answered what no script of ours answers: ${inspect(reply, INSPECTION).slice(0, 200)}`);
}
