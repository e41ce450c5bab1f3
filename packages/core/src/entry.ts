import type { EntryKind } from "./channels.ts";
import type { TagId } from "./tag-id.ts";

/** A cached value of any surface, as this process holds it. */
export interface Entry {
  readonly kind: EntryKind;
  /** What it was made from: the newest record that was known before it was begun. */
  readonly position: { readonly epoch: string; readonly seq: number };
  /** In the order and with the duplicates that Next.js gave. */
  readonly tags: readonly string[];
  readonly tagIds: readonly TagId[];
  /** When it was made, on the clock of this process ({@link Clock.now}), however old it was when it came here. */
  readonly createdMs: number;
  /** What the handler of its kind needs besides the body; JSON. */
  readonly meta: { readonly [name: string]: unknown };
  readonly body: Uint8Array;
}

/**
 * @param epoch the one that the ledger is in.
 * @returns true when of two copies of one key `one` was made from newer data, or from the same data and later.
 */
export function isNewer(one: Entry, other: Entry, epoch: string | undefined): boolean {
  if (one.position.epoch !== other.position.epoch) return one.position.epoch === epoch;
  if (one.position.seq !== other.position.seq) return one.position.seq > other.position.seq;
  return one.createdMs > other.createdMs;
}
