import { crc32 } from "./checksum.ts";
import type { Entry } from "./entry.ts";

/*
 * One frame is
 *
 *   4 bytes  "TLE1"
 *   4 bytes  CRC-32 of everything after these eight bytes
 *   4 bytes  length of the header
 *   8 bytes  length of the body (float64, exact up to 2^53)
 *   header   JSON: position, tags, metadata
 *   body     raw bytes
 *
 * All numbers are little-endian.
 */
const MAGIC = Buffer.from("TLE1", "latin1");
const PREFIX_BYTES = 20;

interface Header {
  readonly epoch: string;
  readonly seq: number;
  readonly kind: Entry["kind"];
  readonly tags: readonly string[];
  readonly meta: Entry["meta"];
}

/** @returns the chunks of the frame, in order; the body is not copied. */
export function encodeEntry(entry: Omit<Entry, "tagIds" | "createdMs">): Uint8Array[] {
  const header: Header = {
    epoch: entry.position.epoch,
    seq: entry.position.seq,
    kind: entry.kind,
    tags: entry.tags,
    meta: entry.meta,
  };
  const headerBytes = Buffer.from(JSON.stringify(header));
  const prefix = Buffer.alloc(PREFIX_BYTES);
  MAGIC.copy(prefix);
  prefix.writeUInt32LE(headerBytes.length, 8);
  prefix.writeDoubleLE(entry.body.byteLength, 12);
  prefix.writeUInt32LE(crc32(entry.body, crc32(headerBytes, crc32(prefix.subarray(8)))), 4);
  return [prefix, headerBytes, entry.body];
}

/** @returns `undefined` for anything that is not exactly one undamaged frame. */
export function decodeEntry(frame: Uint8Array): Omit<Entry, "tagIds" | "createdMs"> | undefined {
  const bytes = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength);
  if (bytes.length < PREFIX_BYTES || !bytes.subarray(0, 4).equals(MAGIC)) return undefined;
  const headerEnd = PREFIX_BYTES + bytes.readUInt32LE(8);
  if (bytes.length !== headerEnd + bytes.readDoubleLE(12)) return undefined;
  if (bytes.readUInt32LE(4) !== crc32(bytes.subarray(8))) return undefined;
  try {
    const header = JSON.parse(bytes.toString("utf8", PREFIX_BYTES, headerEnd)) as Header;
    return {
      position: { epoch: header.epoch, seq: header.seq },
      kind: header.kind,
      tags: header.tags,
      meta: header.meta,
      body: bytes.subarray(headerEnd),
    };
  } catch {
    return undefined;
  }
}
