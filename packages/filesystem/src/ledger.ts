import type { BigIntStats } from "node:fs";
import type { Appended, Invalidation, News, Position } from "@tagledger/core/store";
import { createAppendQueue } from "./append-queue.ts";
import type { Attempt, Step } from "./attempt.ts";
import { type CompactionLimits, compactJournal } from "./compaction.ts";
import { createCurrentJournal } from "./current-journal.ts";
import type { Problem } from "./directory.ts";
import { createExclusive } from "./exclusive.ts";
import { type JournalContext, type SoundJournal, statJournal } from "./journal.ts";
import { HEADER_BYTES } from "./journal-header.ts";
import { type LedgerReading, newsFrom, readLedger } from "./ledger-reading.ts";
import { awaitSuccessor, renewAfter } from "./succession.ts";

export interface LedgerOptions extends CompactionLimits {
  readonly maxJournalBytes: number;
  readonly onProblem: (problem: Problem) => void;
}

/** The ordered record of invalidations, in numbered journals. */
export interface Ledger {
  news(since: Position | undefined): Promise<News | undefined>;
  append(invalidations: readonly Invalidation[], since: Position | undefined): Promise<Appended>;
  renew(epoch: string): Promise<void>;
  /** Goes on in a new journal now. */
  compact(): Promise<boolean>;
  close(): Promise<void>;
}

/** What was the case when the held journal was last read to its end. */
interface Seen {
  readonly position: Position;
  readonly size: bigint;
  readonly ctimeNs: bigint;
}

/** Each rotation or loss takes an attempt; nobody should ever see this many in one call. */
const MAX_ATTEMPTS = 50;
/** A full disk does not become empty by reading all marks again and again. */
const RETRY_COMPACTION_MS = 30_000;

export function createLedger(context: JournalContext, options: LedgerOptions): Ledger {
  const { disk, time } = context;
  const exclusive = createExclusive();
  const current = createCurrentJournal(context, options.onProblem);
  let held: SoundJournal | undefined;
  let seen: Seen | undefined;
  let compaction: Promise<boolean> | undefined;
  let compactNotBeforeMs = 0;
  // Several processes reach the limit at the same time: let them not all begin to compact.
  const limitFactor = 1 + Number.parseInt(context.random.hex(1), 16) / 1024;

  async function letGo(): Promise<void> {
    const journal = held;
    held = undefined;
    seen = undefined;
    await journal?.handle.close();
  }

  async function read(journal: SoundJournal, since: Position | undefined, stat: BigIntStats): Promise<LedgerReading | "lost"> {
    if (seen !== undefined && stat.size < seen.size) return "lost";
    const reading = await readLedger(context, journal, since, stat);
    if (typeof reading === "string") return "lost";
    // After a seal there is more to know, elsewhere.
    if (reading.seal === undefined) seen = { position: reading.position, size: stat.size, ctimeNs: stat.ctimeNs };
    return reading;
  }

  /** Makes attempts until one is done, and does after each what it asks for. Not for two at a time. */
  async function settle<T>(attempt: (on: Attempt) => Promise<Step<T>>): Promise<T> {
    for (let count = 0; count < MAX_ATTEMPTS; count++) {
      const journal = (held ??= await current.open());
      const step = await attempt({ journal, read: (since, stat) => read(journal, since, stat) });
      if (typeof step === "object" && "done" in step) return step.done;
      if (step === "lost") {
        const message = `Records are missing from ${journal.path}: it was shortened, restored or damaged.`;
        options.onProblem({ code: "TL-LEDGER-RENEWED", message });
        await renewAfter(context, journal);
      } else if (step !== "gone") await awaitSuccessor(context, journal, step.seal);
      await letGo();
    }
    throw new Error(`The journals in ${context.layout.ledger} change faster than they can be followed.`);
  }

  async function readSince(
    { journal, read: readOn }: Attempt,
    since: Position | undefined,
  ): Promise<Step<{ journal: SoundJournal; reading: LedgerReading }>> {
    const stat = await statJournal(disk, journal);
    if (stat === undefined) return "gone";
    const reading = await readOn(since, stat);
    if (reading === "lost") return "lost";
    return reading.seal === undefined ? { done: { journal, reading } } : { seal: reading.seal };
  }

  async function isUnchanged(since: Position): Promise<boolean> {
    const journal = held;
    const last = seen;
    if (journal === undefined || last === undefined || !isSame(last.position, since)) return false;
    const stat = await statJournal(disk, journal);
    // The time of the last change tells of a file that was rewound and has grown again to the same size.
    return stat !== undefined && stat.size === last.size && stat.ctimeNs === last.ctimeNs;
  }

  async function startCompaction(): Promise<boolean> {
    try {
      const { journal } = await exclusive(() => settle((attempt) => readSince(attempt, seen?.position)));
      return await compactJournal(context, journal.number, options, exclusive);
    } catch (error) {
      compactNotBeforeMs = time.nowMs() + RETRY_COMPACTION_MS;
      throw error;
    } finally {
      compaction = undefined;
    }
  }

  function compact(): Promise<boolean> {
    return (compaction ??= startCompaction());
  }

  function compactWhenLarge(journal: SoundJournal, size: number): void {
    const { eventsOffset } = journal.header;
    // A journal that begins with many marks may grow by as much, or most of the work would be to copy them.
    const limit = Math.max(options.maxJournalBytes, eventsOffset - HEADER_BYTES) * limitFactor;
    if (size - eventsOffset > limit && time.nowMs() >= compactNotBeforeMs) compact().catch(() => {});
  }

  const queue = createAppendQueue(context, {
    run: (attempt) => exclusive(() => settle(attempt)),
    onAppended: compactWhenLarge,
  });

  return {
    async news(since) {
      if (since !== undefined && (await isUnchanged(since))) return undefined;
      const { reading } = await exclusive(() => settle((attempt) => readSince(attempt, since)));
      if (since !== undefined && isSame(reading.position, since)) return undefined;
      return newsFrom(reading, time.nowMs());
    },
    append: queue.append,
    renew: (epoch) =>
      exclusive(() =>
        settle(async ({ journal }): Promise<Step<void>> => {
          if ((await statJournal(disk, journal)) === undefined) return "gone";
          if (journal.header.epoch !== epoch) return { done: undefined };
          await renewAfter(context, journal);
          return "gone";
        }),
      ),
    compact,
    async close() {
      await compaction?.catch(() => {});
      await exclusive(letGo);
    },
  };
}

function isSame(one: Position, other: Position): boolean {
  return one.seq === other.seq && one.nonce === other.nonce && one.epoch === other.epoch;
}
