import type { Appended, Invalidation, News, Position } from "@tagledger/core/store";
import { createAppendQueue } from "./append-queue.ts";
import type { Attempt, Step } from "./attempt.ts";
import { type CompactionOptions, compactJournal } from "./compaction.ts";
import { createExclusive } from "./exclusive.ts";
import { createHeldJournal, isSamePosition } from "./held-journal.ts";
import { type JournalContext, type SoundJournal, statJournal } from "./journal.ts";
import { HEADER_BYTES } from "./journal-header.ts";
import { type LedgerReading, newsFrom } from "./ledger-reading.ts";
import { renewAfter } from "./succession.ts";

export interface LedgerOptions extends CompactionOptions {
  readonly maxJournalBytes: number;
}

/** The ordered record of invalidations, in numbered journals. */
export interface Ledger {
  news(since: Position | undefined): Promise<News | undefined>;
  append(invalidations: readonly Invalidation[], since: Position | undefined): Promise<Appended>;
  renew(epoch: string): Promise<void>;
  /**
   * Goes on in a new journal now.
   *
   * @returns false when somebody else did.
   */
  compact(): Promise<boolean>;
  close(): Promise<void>;
}

/** A full disk does not become empty by reading all marks again and again. */
const RETRY_COMPACTION_MS = 30_000;
/** By how much there may be more marks in a journal than are kept in the next. */
const MARKS_FACTOR = 1.25;
/** What is compacted so quickly that others may wait for it. */
const SMALL_BYTES = 1 << 18;

interface UpToDate {
  readonly journal: SoundJournal;
  readonly reading: LedgerReading;
}

export function createLedger(context: JournalContext, options: LedgerOptions): Ledger {
  const { disk, time } = context;
  const exclusive = createExclusive();
  const held = createHeldJournal(context, options.onProblem);
  let compaction: Promise<boolean> | undefined;
  let waiting: Promise<News> | undefined;
  let compactNotBeforeMs = 0;
  let isClosed = false;
  // Several processes reach the limit at the same time: let them not all begin to compact.
  const limitFactor = 1 + Number.parseInt(context.random.hex(1), 16) / 1024;

  async function readSince({ journal, read }: Attempt, since: Position | undefined): Promise<Step<UpToDate>> {
    const stat = await statJournal(disk, journal);
    if (stat === undefined) return "gone";
    const reading = await read(since, stat);
    if (reading === "lost") return "lost";
    return reading.seal === undefined ? { done: { journal, reading } } : { seal: reading.seal };
  }

  /**
   * A large ledger may take longer to read than anybody waits. Those who ask again meanwhile are told the same, by one
   * reading that begins after all of them asked: or each would make the next wait for longer.
   */
  function readAll(): Promise<News> {
    return (waiting ??= exclusive(async () => {
      waiting = undefined;
      return held.settle((attempt) => readSince(attempt, undefined));
    }).then(async ({ reading }) => newsFrom(reading, time.nowMs())));
  }

  async function startCompaction(): Promise<boolean> {
    try {
      const result = await exclusive(async () => {
        const { journal } = await held.settle((attempt) => readSince(attempt, held.seen()?.position));
        if (Number(held.seen()?.size) > SMALL_BYTES) return journal.number;
        return compactJournal(context, journal.number, options, (task) => task());
      });
      if (typeof result === "boolean") return result;
      return await compactJournal(context, result, options, exclusive);
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

  function isLarge({ header }: SoundJournal, size: number): boolean {
    if ((held.seen()?.marks ?? 0) > options.maxMarks * MARKS_FACTOR) return true;
    // A journal that begins with many marks may grow by as much, or most of the work would be to copy them.
    const limit = Math.max(options.maxJournalBytes, header.eventsOffset - HEADER_BYTES) * limitFactor;
    return size - header.eventsOffset > limit;
  }

  const queue = createAppendQueue(context, {
    run: (attempt) => exclusive(() => held.settle(attempt)),
    onAppended(journal, size) {
      if (isClosed || time.nowMs() < compactNotBeforeMs || !isLarge(journal, size)) return;
      // Nobody waits for it: the ledger goes on as it is until it succeeds.
      compact().catch(() => {});
    },
  });

  return {
    async news(since) {
      if (since === undefined) return readAll();
      if (await held.isUnchanged(since)) return undefined;
      const { reading } = await exclusive(() => held.settle((attempt) => readSince(attempt, since)));
      if (isSamePosition(reading.position, since)) return undefined;
      return newsFrom(reading, time.nowMs());
    },
    append: queue.append,
    renew: (epoch) =>
      exclusive(() =>
        held.settle(async ({ journal }): Promise<Step<void>> => {
          if ((await statJournal(disk, journal)) === undefined) return "gone";
          if (journal.header.epoch !== epoch) return { done: undefined };
          await renewAfter(context, journal);
          return "gone";
        }),
      ),
    compact,
    async close() {
      isClosed = true;
      await compaction?.catch(() => {});
      await exclusive(held.letGo);
    },
  };
}
