import { allMarks, type JournalReading } from "./journal-reading.ts";
import type { MarkTable } from "./mark-table.ts";
import { MARKS_IN_A_TURN, nextTurn } from "./next-turn.ts";

/** Adds everything that was read to a table, a slice at a time. */
export async function addMarks(table: MarkTable, reading: JournalReading): Promise<void> {
  let added = 0;
  for (const mark of allMarks(reading)) {
    table.add(mark);
    if (++added % MARKS_IN_A_TURN === 0) await nextTurn();
  }
}
