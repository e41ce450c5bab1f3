import type { Invalidation } from "@tagledger/core/store";
import type { HeaderBody, RecordBody } from "./journal-record.ts";

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
