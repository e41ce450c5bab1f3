import { addMarks } from "./add-marks.ts";
import type { BigIntStats } from "node:fs";
import type { MarkRecord, News, Position } from "@tagledger/core/store";
import { firstPosition, type JournalContext, openJournal, type SoundJournal } from "./journal.ts";
import type { JournalMark } from "./journal-record.ts";
import { allMarks, type JournalReading, readJournal, type Unreadable } from "./journal-reading.ts";
import { createMarkTable } from "./mark-table.ts";
import { MARKS_IN_A_TURN, nextTurn } from "./next-turn.ts";

/** What a journal says to somebody who knows everything up to a position. */
export interface LedgerReading extends JournalReading {
  /** The reader must forget what it knew. */
  readonly reset: boolean;
}

/**
 * Reads what a caller lacks, from the journal or, when the caller was last here before a rotation, from the one before
 * it as well.
 */
export async function readLedger(
  context: JournalContext,
  journal: SoundJournal,
  since: Position | undefined,
  stat: BigIntStats,
): Promise<LedgerReading | Exclude<Unreadable, "elsewhere">> {
  const size = Number(stat.size);
  const recent = since === undefined ? "elsewhere" : await readJournal(journal, since, size);
  if (recent !== "elsewhere") return typeof recent === "string" ? recent : { ...recent, reset: false };
  const joined =
    since === undefined || since.seq < journal.header.floorSeq
      ? undefined
      : await readAcrossRotation(context, journal, since, size);
  if (joined !== undefined) return typeof joined === "string" ? joined : { ...joined, reset: false };
  const all = await readJournal(journal, undefined, size);
  if (all === "elsewhere") throw new Error("Everything in a journal is in that journal.");
  return typeof all === "string" ? all : { ...all, reset: true };
}

/** @returns `undefined` when the position is too old to go on from, or of another epoch. */
async function readAcrossRotation(
  context: JournalContext,
  journal: SoundJournal,
  since: Position,
  size: number,
): Promise<JournalReading | "rewound" | undefined> {
  const { epoch, from } = journal.header;
  if (since.epoch !== epoch) return undefined;
  const before = await openJournal(context, journal.number - 1);
  if (before === undefined) return undefined;
  try {
    const { header, isSound } = before;
    if (!header || !isSound || header.epoch !== epoch) return undefined;
    const earlier = await readJournal({ ...before, header }, since, (await before.handle.stat()).size);
    if (earlier === "rewound") return "rewound";
    if (typeof earlier === "string" || earlier.position.seq !== from.seq || earlier.position.nonce !== from.nonce) {
      return undefined;
    }
    const recent = await readJournal(journal, firstPosition(journal), size);
    if (typeof recent === "string") return undefined;
    return { ...recent, records: [...earlier.records, ...recent.records] };
  } finally {
    await before.handle.close();
  }
}

/** @param nowMs store time of the answer. */
export async function newsFrom(reading: LedgerReading, nowMs: number): Promise<News> {
  const { position, floorSeq, reset } = reading;
  const marks: MarkRecord[] = [];
  for (const mark of reset ? await summarise(reading) : allMarks(reading)) {
    marks.push(markRecord(mark, nowMs));
    if (marks.length % MARKS_IN_A_TURN === 0) await nextTurn();
  }
  return { position, floorSeq, marks, reset };
}

/** One mark for each tag: who starts from nothing needs no history. */
async function summarise(reading: LedgerReading): Promise<Iterable<JournalMark>> {
  const table = createMarkTable();
  await addMarks(table, reading);
  return table.marks();
}

function markRecord({ tag, hard, soft, atMs, hardensAtMs }: JournalMark, nowMs: number): MarkRecord {
  const ageMs = Math.max(0, nowMs - atMs);
  if (hardensAtMs === undefined) return { tag, hard, soft, ageMs };
  // No longer than the profile said, even if the two processes should not agree on the time.
  return { tag, hard, soft, ageMs, softExpiresInMs: Math.min(hardensAtMs - nowMs, hardensAtMs - atMs) };
}
