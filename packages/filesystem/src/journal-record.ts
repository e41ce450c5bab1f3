import { crc32 } from "@tagledger/core";
import { isRecordBody, type RecordBody } from "./record-body.ts";

export type { HeaderBody, RecordBody } from "./record-body.ts";

/*
 * A record is a line of JSON in ASCII, so that characters and bytes count the same, with a frame of fixed width:
 *
 *   {"length":"000000147", …,"nonce":"<16 hex>","crc":"<8 hex>"}
 *
 * `length` and `nonce` … `crc` stand at fixed distances from the ends of the line. The length only helps to judge a
 * line that is not a record. It is never used to find the next one: that would jump over what follows a torn line.
 */

const HEAD = `{"length":"`;
const LENGTH_DIGITS = 9;
const NONCE_BYTES = 8;
const HEAD_PATTERN = /^\{"length":"(\d{9})",/;
const CRC_PATTERN = /,"crc":"([0-9a-f]{8})"\}$/;
const CRC_WIDTH = `,"crc":"00000000"}`.length;
const NONCE_PATTERN = /^,"nonce":"([0-9a-f]{16})","crc":"[0-9a-f]{8}"\}$/;

/** How many bytes before the end of a record, its newline included, tell its nonce. */
export const TRAILER_BYTES: number = `,"nonce":"0123456789abcdef"`.length + CRC_WIDTH + 1;
const LONGEST_LINE = 10 ** LENGTH_DIGITS - 1;

/** What is known of one tag, with all times in store time. `hard` and `soft` are positions, 0 for none. */
export interface JournalMark {
  readonly tag: string;
  readonly hard: number;
  readonly soft: number;
  /** When `soft` becomes hard; absent when never. */
  readonly hardensAtMs?: number;
  /** When the newest record summed up here was written. */
  readonly atMs: number;
}

/** A line that is a record. `body` is `undefined` when a newer version wrote what this one does not know. */
export interface ReadRecord {
  readonly nonce: string;
  readonly body: RecordBody | undefined;
}

/** @param nonce 16 hexadecimal characters. */
export function encodeLine(body: RecordBody, nonce: string, padding = 0): string {
  const fields = toAscii(
    JSON.stringify(padding === 0 ? body : { ...body, padding: " ".repeat(padding - PADDING_FIELD) }),
  );
  const tail = `,${fields.slice(1, -1)},"nonce":"${nonce}"`;
  const length = HEAD.length + LENGTH_DIGITS + 1 + tail.length + CRC_WIDTH;
  if (length > LONGEST_LINE) throw new RangeError("The record is too long.");
  const checked = `${HEAD}${String(length).padStart(LENGTH_DIGITS, "0")}"${tail}`;
  return `${checked},"crc":"${checksum(checked)}"}`;
}

const PADDING_FIELD = `,"padding":""`.length;

/** A line of exactly `length` characters. */
export function encodePaddedLine(body: RecordBody, nonce: string, length: number): string {
  return encodeLine(body, nonce, length - encodeLine(body, nonce).length);
}

/** The newline in front ends what a torn write may have left there. */
export function frameLine(line: string): string {
  return `\n${line}\n`;
}

/**
 * Tells what a line is that ends with a newline.
 *
 * `"torn"` is the beginning of a record whose writer was stopped by a signal or a full disk before the end of it. Such a
 * record was never acknowledged, so the line may be skipped. Anything else that is not a record was one and has been
 * damaged, and what it said may have been acknowledged.
 */
export function decodeLine(line: string): ReadRecord | "torn" | "damaged" {
  const stated = CRC_PATTERN.exec(line)?.[1];
  if (stated !== undefined) {
    const checked = line.slice(0, -CRC_WIDTH);
    if (checksum(checked) !== stated) return "damaged";
    const nonce = nonceOf(`${line.slice(-TRAILER_BYTES + 1)}\n`);
    const body = parseBody(line);
    return nonce === undefined || body === "damaged" ? "damaged" : { nonce, body };
  }
  return isTorn(line) ? "torn" : "damaged";
}

/** @param trailer the last {@link TRAILER_BYTES} of a record, its newline included. */
export function nonceOf(trailer: string): string | undefined {
  return trailer.endsWith("\n") ? NONCE_PATTERN.exec(trailer.slice(0, -1))?.[1] : undefined;
}

export function createNonce(random: { hex(bytes: number): string }): string {
  return random.hex(NONCE_BYTES);
}

function isTorn(line: string): boolean {
  if (/[^\x20-\x7e]/.test(line)) return false;
  const length = HEAD_PATTERN.exec(line)?.[1];
  if (length !== undefined) return line.length < Number(length);
  // Torn within the head itself.
  return HEAD.startsWith(line.slice(0, HEAD.length)) && /^\d{0,9}"?$/.test(line.slice(HEAD.length));
}

function parseBody(line: string): RecordBody | undefined | "damaged" {
  try {
    const body = JSON.parse(line) as RecordBody;
    if (!KINDS.has(body.kind) || (body.kind === "header" && body.version !== 1)) return undefined;
    return isRecordBody(body) ? body : "damaged";
  } catch {
    return "damaged";
  }
}

const KINDS: ReadonlySet<string> = new Set<RecordBody["kind"]>(["event", "seal", "marks", "header"]);

function checksum(text: string): string {
  return crc32(Buffer.from(text, "latin1")).toString(16).padStart(8, "0");
}

function toAscii(json: string): string {
  return json.replaceAll(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
