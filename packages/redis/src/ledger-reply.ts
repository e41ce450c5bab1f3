import type { MarkRecord, Position } from "@tagledger/core/store";
import type { Reply } from "./connection.ts";
import { decodeTag } from "./tag-code.ts";

/** What a script found when it opened the ledger; see `open` in `lua/ledger.lua`. */
export type LedgerEvent = "same" | "lost" | "fenced" | "flapping" | "blind" | "rewound";

/** One page of what is new, as of `tell` in `lua/ledger.lua`. */
export interface Told {
  readonly event: LedgerEvent;
  readonly position: Position;
  readonly floorSeq: number;
  readonly reset: boolean;
  /** Where the next page begins; the empty string when there is none. */
  readonly cursor: string;
  readonly marks: readonly MarkRecord[];
}

/** @throws when it is not what the script answers. */
export function readTold(reply: Reply | undefined): Told {
  if (!Array.isArray(reply) || reply.length < 7) throw unexpected(reply);
  const [event, head, now, reset, cursor, tags, marks] = reply as readonly Reply[];
  if (!Array.isArray(tags) || !Array.isArray(marks) || tags.length !== marks.length) throw unexpected(reply);
  const nowMs = Number(now);
  return {
    event: String(event) as LedgerEvent,
    ...readHead(String(head)),
    reset: Number(reset) === 1,
    cursor: String(cursor),
    marks: tags.map((tag, index) => readMark(decodeTag(String(tag)), String(marks[index]), nowMs)),
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
  return { position: { epoch, seq: Number(seq), nonce: nonce === "-" ? "" : nonce }, floorSeq: Number(floor) };
}

/** With what a head begins whose ledger is at this position. */
export function headPrefix({ epoch, seq, nonce }: Position): string {
  return `1 ${epoch} ${seq} ${nonce || "-"} `;
}

function readMark(tag: string, mark: string, nowMs: number): MarkRecord {
  const match = /^(\d*),(\d*),(\d*),(\d+)$/.exec(mark);
  if (match === null) throw unexpected(mark);
  const [, hard, soft, expires, written] = match;
  return {
    tag,
    hard: Number(hard),
    soft: Number(soft),
    ...(expires !== "" && { softExpiresInMs: Number(expires) - nowMs }),
    ageMs: Math.max(0, nowMs - Number(written)),
  };
}

function unexpected(reply: unknown): Error {
  return new Error(`Redis answered what no script of ours answers: ${JSON.stringify(reply)?.slice(0, 200)}`);
}
