import type { BigIntStats } from "node:fs";
import type { Position } from "@tagledger/core/store";
import type { Attempt, Step } from "./attempt.ts";
import { createCurrentJournal } from "./current-journal.ts";
import type { Problem } from "./directory.ts";
import { type JournalContext, type SoundJournal, statJournal } from "./journal.ts";
import { type LedgerReading, readLedger } from "./ledger-reading.ts";
import { awaitSuccessor, renewAfter } from "./succession.ts";

/** What was the case when the held journal was last read to its end. */
interface Seen {
  readonly position: Position;
  readonly size: bigint;
  readonly ctimeNs: bigint;
  /** How many marks the journal holds, as far as it was read here. */
  readonly marks: number;
}

/** The journal that was the current one a moment ago, kept open. */
export interface HeldJournal {
  /** Makes attempts until one is done, and does after each what it asks for. Not for two at a time. */
  settle<T>(attempt: (on: Attempt) => Promise<Step<T>>): Promise<T>;
  /** Whether nothing was recorded since that position, at the cost of one system call. May be asked at any time. */
  isUnchanged(since: Position): Promise<boolean>;
  seen(): Seen | undefined;
  letGo(): Promise<void>;
}

/** Each rotation or loss takes an attempt; nobody should ever see this many in one call. */
const MAX_ATTEMPTS = 50;

export function createHeldJournal(context: JournalContext, onProblem: (problem: Problem) => void): HeldJournal {
  const current = createCurrentJournal(context, onProblem);
  let held: SoundJournal | undefined;
  let seen: Seen | undefined;

  async function letGo(): Promise<void> {
    const journal = held;
    held = undefined;
    seen = undefined;
    await journal?.handle.close();
  }

  async function read(
    journal: SoundJournal,
    since: Position | undefined,
    stat: BigIntStats,
  ): Promise<LedgerReading | "lost"> {
    if (seen !== undefined && stat.size < seen.size) return "lost";
    const reading = await readLedger(context, journal, since, stat);
    if (typeof reading === "string") return "lost";
    // After a seal there is more to know, elsewhere.
    if (reading.seal === undefined) {
      const { size, ctimeNs } = stat;
      const before = seen ?? { position: { seq: 0 }, marks: journal.header.earlierMarks };
      const news = reading.records.filter(({ seq }) => seq > before.position.seq);
      const marks = news.reduce((count, record) => count + record.marks.length, before.marks);
      seen = { position: reading.position, size, ctimeNs, marks };
    }
    return reading;
  }

  return {
    async settle(attempt) {
      for (let count = 0; count < MAX_ATTEMPTS; count++) {
        const journal = (held ??= await current.open());
        const step = await attempt({ journal, read: (since, stat) => read(journal, since, stat) });
        if (typeof step === "object" && "done" in step) return step.done;
        if (step === "lost") {
          const message = `Records are missing from ${journal.path}: it was shortened, restored or damaged.`;
          onProblem({ code: "TL-LEDGER-RENEWED", message });
          await renewAfter(context, journal);
        } else if (step !== "gone") await awaitSuccessor(context, journal, step.seal);
        await letGo();
      }
      throw new Error(`The journals in ${context.layout.ledger} change faster than they can be followed.`);
    },
    async isUnchanged(since) {
      const journal = held;
      const last = seen;
      if (journal === undefined || last === undefined || !isSamePosition(last.position, since)) return false;
      const stat = await statJournal(context.disk, journal);
      // The time of the last change tells of a file that was rewound and has grown again to the same size.
      return stat !== undefined && stat.size === last.size && stat.ctimeNs === last.ctimeNs;
    },
    seen: () => seen,
    letGo,
  };
}

export function isSamePosition(one: Position, other: Position): boolean {
  return one.seq === other.seq && one.nonce === other.nonce && one.epoch === other.epoch;
}
