import type { EntryWrite } from "@tagledger/core/store";

/**
 * What stands before the bytes of an entry: magic `TLE1`, the epoch (16 bytes), and as big-endian doubles the seq, the age
 * and the lifetime in milliseconds when it was written; one byte that names the compression. `lua/write-entry.lua` reads
 * it as well.
 */
export interface EntryHeader {
  readonly ageMs: number;
  readonly ttlMs: number;
  readonly compression: number;
}

const MAGIC = "TLE1";
export const HEADER_BYTES = 45;

export function encodeEntryHeader({ position, ageMs, ttlMs }: EntryWrite, compression: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(MAGIC, 0, "latin1");
  header.write(position.epoch, 4, "hex");
  header.writeDoubleBE(position.seq, 20);
  header.writeDoubleBE(ageMs, 28);
  header.writeDoubleBE(ttlMs, 36);
  header.writeUInt8(compression, 44);
  return header;
}

/** @returns `undefined` for bytes that are no entry of ours. */
export function decodeEntryHeader(value: Buffer): EntryHeader | undefined {
  if (value.length < HEADER_BYTES || value.toString("latin1", 0, 4) !== MAGIC) return undefined;
  const ageMs = value.readDoubleBE(28);
  const ttlMs = value.readDoubleBE(36);
  if (!(ageMs >= 0 && ttlMs > 0 && ageMs + ttlMs < Infinity)) return undefined;
  return { ageMs, ttlMs, compression: value.readUInt8(44) };
}
