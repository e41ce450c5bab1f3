import { addMarks } from "./add-marks.ts";
import type { Problem } from "./directory.ts";
import type { Exclusive } from "./exclusive.ts";
import { type JournalContext, openJournal, type SoundJournal } from "./journal.ts";
import { type JournalReading, readJournal } from "./journal-reading.ts";
import { createMarkTable } from "./mark-table.ts";
import { renewAfter, sealJournal, startEpoch } from "./succession.ts";
import { createUnnamedJournal, type UnnamedJournal } from "./successor.ts";

export interface CompactionOptions {
  readonly maxMarks: number;
  /** Marks older than this concern no entry any more. */
  readonly maxAgeMs: number;
  readonly onProblem: (problem: Problem) => void;
}

/**
 * Goes on in a new journal that begins with a summary of this one. Most of the work is done before the seal, while
 * others still append.
 *
 * @returns whether a new journal was made.
 */
export async function compactJournal(
  context: JournalContext,
  number: number,
  options: CompactionOptions,
  exclusive: Exclusive,
): Promise<boolean> {
  const journal = await openJournal(context, number);
  if (journal === undefined) return false;
  try {
    const { header, isSound } = journal;
    if (!header || !isSound) return false;
    return await summarise(context, { ...journal, header }, options, exclusive);
  } finally {
    await journal.handle.close();
  }
}

async function summarise(
  context: JournalContext,
  journal: SoundJournal,
  options: CompactionOptions,
  exclusive: Exclusive,
): Promise<boolean> {
  const first = await readJournal(journal, undefined, (await journal.handle.stat()).size);
  if (typeof first === "string") {
    // Those who follow the ledger do not read this part again, and those who come to it now would find the same.
    options.onProblem({ code: "TL-LEDGER-RENEWED", message: `A record in ${journal.path} is damaged.` });
    await exclusive(() => renewAfter(context, journal));
    return false;
  }
  if (first.seal) return false;
  const table = createMarkTable();
  await addMarks(table, first);
  const dropped = table.drop(options.maxMarks, context.time.nowMs() - options.maxAgeMs);
  const unnamed = await createUnnamedJournal(context);
  try {
    await unnamed.add(table.marks());
    await unnamed.sync();
    return await exclusive(() => finish(context, journal, unnamed, first, dropped));
  } finally {
    await unnamed.discard();
  }
}

/** What was recorded since the summary is added as it is: readers apply the marks of a journal in their order. */
async function finish(
  context: JournalContext,
  journal: SoundJournal,
  unnamed: UnnamedJournal,
  first: JournalReading,
  dropped: number,
): Promise<boolean> {
  const summarised = first.position.seq;
  const { base, epoch, eventsOffset, from } = journal.header;
  const searchFrom = summarised === from.seq ? eventsOffset : summarised - base;
  const sealed = await sealJournal(context, journal, searchFrom);
  if (!sealed?.isOurs) return false;
  const { seal } = sealed;
  const last = await readJournal(journal, first.position, seal.offset);
  if (typeof last === "string") {
    await startEpoch(context, { journal, seal });
    return false;
  }
  const table = createMarkTable();
  await addMarks(table, last);
  await unnamed.add(table.marks());
  const beginning = {
    epoch,
    base: base + seal.offset,
    from: { seq: last.position.seq, nonce: last.position.nonce },
    floorSeq: Math.max(first.floorSeq, last.floorSeq, dropped),
  };
  return unnamed.publish(beginning, { journal, seal });
}
