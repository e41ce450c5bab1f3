import { crc32 } from "./checksum.ts";
import { ENTRY_KINDS } from "./channels.ts";
import type { Entry } from "./entry.ts";
import type { EntryKey } from "./store.ts";

/*
 * One frame is
 *
 *   4 bytes  "TLE1"
 *   4 bytes  CRC-32 of the entry's key and everything after these eight bytes
 *   4 bytes  length of the header
 *   8 bytes  length of the body (float64, exact up to 2^53)
 *   header   JSON: position, tags, metadata
 *   body     raw bytes
 *
 * All numbers are little-endian. The key is not in it: a store that mixes up its answers, or a file that was put in the
 * place of another, is found by the checksum.
 */
const MAGIC = 0x31454c54;
const PREFIX_BYTES = 20;

interface Header {
  readonly epoch: string;
  readonly seq: number;
  readonly kind: Entry["kind"];
  readonly tags: readonly string[];
  readonly meta: Entry["meta"];
}

type FramedEntry = Omit<Entry, "tagIds" | "createdMs">;

/**
 * @param key under which the frame is going to be kept.
 * @returns the chunks of the frame, in order; the body is not copied.
 */
export function encodeEntry(key: EntryKey, entry: FramedEntry): Uint8Array[] {
  const header: Header = {
    epoch: entry.position.epoch,
    seq: entry.position.seq,
    kind: entry.kind,
    tags: entry.tags,
    meta: entry.meta,
  };
  const headerBytes = Buffer.from(JSON.stringify(header));
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32LE(MAGIC, 0);
  prefix.writeUInt32LE(headerBytes.length, 8);
  prefix.writeDoubleLE(entry.body.byteLength, 12);
  prefix.writeUInt32LE(crc32(entry.body, crc32(headerBytes, crc32(prefix.subarray(8), crc32(key)))), 4);
  return [prefix, headerBytes, entry.body];
}

/** @returns `undefined` for anything that is not exactly one undamaged frame of that key. */
export function decodeEntry(key: EntryKey, frame: Uint8Array): FramedEntry | undefined {
  const bytes = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength);
  if (bytes.length < PREFIX_BYTES || bytes.readUInt32LE(0) !== MAGIC) return undefined;
  const headerEnd = PREFIX_BYTES + bytes.readUInt32LE(8);
  if (bytes.length !== headerEnd + bytes.readDoubleLE(12)) return undefined;
  if (bytes.readUInt32LE(4) !== crc32(bytes.subarray(8), crc32(key))) return undefined;
  try {
    const header: unknown = JSON.parse(bytes.toString("utf8", PREFIX_BYTES, headerEnd));
    if (!isHeader(header)) return undefined;
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

/** A checksum tells damage from what was written, and not who wrote it. */
function isHeader(value: unknown): value is Header {
  if (typeof value !== "object" || value === null) return false;
  const { epoch, seq, kind, tags, meta } = value as { [name in keyof Header]?: unknown };
  return (
    typeof epoch === "string" &&
    Number.isSafeInteger(seq) &&
    ENTRY_KINDS.some((known) => known === kind) &&
    Array.isArray(tags) &&
    tags.every((tag) => typeof tag === "string") &&
    typeof meta === "object" &&
    meta !== null
  );
}
