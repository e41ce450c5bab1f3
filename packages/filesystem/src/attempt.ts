import type { BigIntStats } from "node:fs";
import type { Position } from "@tagledger/core/store";
import type { SoundJournal } from "./journal.ts";
import type { Seal } from "./journal-reading.ts";
import type { LedgerReading } from "./ledger-reading.ts";

/** What became of one attempt on the journal that was held to be the current one. */
export type Step<T> =
  | { readonly done: T }
  /** It is not in its place any more. */
  | "gone"
  /** Records that were known, or may have been acknowledged, are not there. */
  | "lost"
  /** It goes on elsewhere. */
  | { readonly seal: Seal };

/** A journal, and what the attempt may ask of it. */
export interface Attempt {
  readonly journal: SoundJournal;
  read(since: Position | undefined, stat: BigIntStats): Promise<LedgerReading | "lost">;
}
