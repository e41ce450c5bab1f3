import type { Invalidation } from "@tagledger/core/store";

export type RecordBody =
  | { readonly kind: "event"; readonly atMs: number; readonly invalidations: readonly Invalidation[] }
  /** Nothing in this journal counts after it; the ledger goes on in the next one. */
  | { readonly kind: "seal"; readonly atMs: number; readonly pid: number; readonly pidNamespace: string }
  /** Many marks of an earlier journal: tag, hard, soft, atMs, hardensAtMs or null. */
  | { readonly kind: "marks"; readonly marks: readonly (readonly [string, number, number, number, number | null])[] }
  | HeaderBody;

export interface HeaderBody {
  readonly kind: "header";
  readonly version: 1;
  readonly epoch: string;
  /** The position at offset 0: `seq` is `base` plus the offset of the end of a record. */
  readonly base: number;
  /** The newest record before this journal; `seq` 0 and the empty nonce for the first journal of an epoch. */
  readonly from: { readonly seq: number; readonly nonce: string };
  readonly floorSeq: number;
  /** Where the records of this journal begin, after the marks of the earlier ones. */
  readonly eventsOffset: number;
  /** How many marks of earlier ones there are. */
  readonly earlierMarks: number;
  readonly atMs: number;
  readonly bootId: string;
  /** The file that this header was written into, so that a copy of it can be told. */
  readonly file: string;
  /** Where in the journal before this one its seal ends; absent in the first. */
  readonly after?: { readonly offset: number; readonly nonce: string };
}

/** A checksum tells damage from what was written, and not whether what was written is a record. */
export function isRecordBody(body: RecordBody): boolean {
  switch (body.kind) {
    case "event":
      return isNumber(body.atMs) && Array.isArray(body.invalidations) && body.invalidations.every(isInvalidation);
    case "seal":
      return isNumber(body.atMs);
    case "marks":
      return Array.isArray(body.marks) && body.marks.every(isMark);
    case "header":
      return isHeader(body);
  }
}

function isInvalidation(value: Invalidation | null): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { tags, kind, expireSeconds } = value;
  if (kind !== "hard" && kind !== "soft") return false;
  // JSON has `null` for what is no number.
  return isArrayOfText(tags) && isNumber(expireSeconds ?? 0);
}

function isMark(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  const [tag, hard, soft, atMs, hardensAtMs] = value as unknown[];
  if (typeof tag !== "string" || !isPosition(hard) || !isPosition(soft) || !isNumber(atMs)) return false;
  return hardensAtMs === null || isNumber(hardensAtMs);
}

function isHeader({
  epoch,
  base,
  from,
  floorSeq,
  eventsOffset,
  earlierMarks,
  atMs,
  bootId,
  file,
}: HeaderBody): boolean {
  return (
    [epoch, bootId, file, from?.nonce].every((text) => typeof text === "string") &&
    [base, from?.seq, floorSeq, eventsOffset, earlierMarks].every(isPosition) &&
    isNumber(atMs)
  );
}

function isArrayOfText(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function isPosition(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isNumber(value: unknown): boolean {
  return Number.isFinite(value);
}
