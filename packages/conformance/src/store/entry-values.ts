import type { EntryWrite, Store } from "@tagledger/core";
import { createHash } from "node:crypto";

/** A key as core makes it. */
export function keyOf(name: string): string {
  return `v1-u-${createHash("sha256").update(name).digest("hex")}`;
}

export function bytes(length: number, seed = 1): Uint8Array {
  const filled = new Uint8Array(length);
  let value = seed;
  for (let index = 0; index < length; index++) {
    value = (Math.imul(value, 1_664_525) + 1_013_904_223) | 0;
    filled[index] = value >>> 24;
  }
  return filled;
}

export const EPOCH: string = "a".repeat(32);

export function entry(frame: Uint8Array | readonly Uint8Array[], changes: Partial<EntryWrite> = {}): EntryWrite {
  return {
    frame: frame instanceof Uint8Array ? [frame] : frame,
    position: { epoch: EPOCH, seq: 1 },
    ageMs: 0,
    ttlMs: 10 * 86_400_000,
    ...changes,
  };
}

/** @returns the bytes of an entry; `undefined` when there is none. */
export async function readBytes(store: Store, key: string): Promise<Buffer | undefined> {
  const stored = await store.read(key);
  return stored && Buffer.from(stored.frame);
}
