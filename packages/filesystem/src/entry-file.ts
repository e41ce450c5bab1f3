import { createHash } from "node:crypto";
import type { EntryWrite } from "@tagledger/core/store";
import { crc32 } from "@tagledger/core";
import type { StoreTime } from "./store-time.ts";

/*
 * The header of an entry's file, little endian; the frame follows it.
 *
 *    0  magic "TLEF"        16  expires, f64       48  boot id, hashed to 16 bytes
 *    4  version, u32        24  position, f64      64  bytes of the frame, f64
 *    8  created, f64        32  epoch, 16 bytes    72  crc of bytes 0 … 71, u32
 *
 * Times are store time in milliseconds.
 */
export const ENTRY_HEADER_BYTES = 76;

const MAGIC = 0x46454c54;
const VERSION = 1;
const CHECKED_BYTES = 72;

export interface EntryHeader {
  readonly createdMs: number;
  readonly expiresMs: number;
  readonly seq: number;
  readonly epoch: string;
  readonly frameBytes: number;
}

export function encodeEntryHeader(entry: EntryWrite, time: StoreTime): Buffer {
  const nowMs = time.nowMs();
  const header = Buffer.alloc(ENTRY_HEADER_BYTES);
  header.writeUInt32LE(MAGIC, 0);
  header.writeUInt32LE(VERSION, 4);
  header.writeDoubleLE(nowMs - entry.ageMs, 8);
  header.writeDoubleLE(nowMs + entry.ttlMs, 16);
  header.writeDoubleLE(entry.position.seq, 24);
  header.write(entry.position.epoch, 32, 16, "hex");
  bootDigest(time).copy(header, 48);
  header.writeDoubleLE(
    entry.frame.reduce((sum, { byteLength }) => sum + byteLength, 0),
    64,
  );
  header.writeUInt32LE(crc32(header.subarray(0, CHECKED_BYTES)), CHECKED_BYTES);
  return header;
}

/**
 * @returns `undefined` when the header is damaged or not of this run of the host. Its times then mean nothing, and its
 * epoch cannot be the ledger's any more.
 */
export function decodeEntryHeader(bytes: Uint8Array, time: StoreTime): EntryHeader | undefined {
  if (bytes.length < ENTRY_HEADER_BYTES) return undefined;
  const header = Buffer.from(bytes.buffer, bytes.byteOffset, ENTRY_HEADER_BYTES);
  if (header.readUInt32LE(0) !== MAGIC || header.readUInt32LE(4) !== VERSION) return undefined;
  if (header.readUInt32LE(CHECKED_BYTES) !== crc32(header.subarray(0, CHECKED_BYTES))) return undefined;
  if (!header.subarray(48, 64).equals(bootDigest(time))) return undefined;
  return {
    createdMs: header.readDoubleLE(8),
    expiresMs: header.readDoubleLE(16),
    seq: header.readDoubleLE(24),
    epoch: header.toString("hex", 32, 48),
    frameBytes: header.readDoubleLE(64),
  };
}

const digests = new WeakMap<StoreTime, Buffer>();

function bootDigest(time: StoreTime): Buffer {
  const known = digests.get(time);
  if (known !== undefined) return known;
  const digest = createHash("sha256").update(time.bootId()).digest().subarray(0, 16);
  digests.set(time, digest);
  return digest;
}
