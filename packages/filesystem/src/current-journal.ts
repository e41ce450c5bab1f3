import { type JournalContext, openJournal, type SoundJournal } from "./journal.ts";
import { isOpenToEverybody, prepareDirectory, type Problem } from "./directory.ts";
import { followsPredecessor, renewAfter, sealJournal, startEpoch } from "./succession.ts";
import { listJournals } from "./successor.ts";

/** Each step of finding the current journal can be overtaken by another process; this often it is something else. */
const MAX_STEPS = 100;
const MAX_LEFT_EPOCHS = 1_000;

/** Finds the journal that the ledger goes on in, and makes one where there is none that can be trusted. */
export interface CurrentJournal {
  /** @returns a descriptor that the caller must close. */
  open(): Promise<SoundJournal>;
}

export function createCurrentJournal(context: JournalContext, onProblem: (problem: Problem) => void): CurrentJournal {
  /** A ledger that was moved away and back would otherwise be taken for one that has all marks. */
  const leftEpochs = new Set<string>();
  let epoch: string | undefined;
  let isReported = false;

  async function prepare(): Promise<void> {
    const { disk, layout } = context;
    const filesystem = await prepareDirectory(disk, layout.ledger);
    if (isReported) return;
    isReported = true;
    if (filesystem !== undefined) {
      const message = `${layout.root} is on ${filesystem}: processes of other containers may not see it.`;
      onProblem({ code: "TL-PRIVATE-FILESYSTEM", message });
    }
    if ((await isOpenToEverybody(disk, layout.root)) || (await isOpenToEverybody(disk, layout.ledger))) {
      const message = `Every user of this machine can write to ${layout.root}, and so say what is served.`;
      onProblem({ code: "TL-OPEN-DIRECTORY", message: `${message} Take that away with chmod -R o-rwx.` });
    }
  }

  function enter(next: string): void {
    if (epoch !== undefined && epoch !== next) leftEpochs.add(epoch);
    if (leftEpochs.size > MAX_LEFT_EPOCHS) leftEpochs.delete(leftEpochs.values().next().value as string);
    epoch = next;
  }

  /** Whoever still goes on in an earlier journal must learn that this is the end of all of them. */
  async function sealBefore(number: number): Promise<void> {
    for (const earlier of await listJournals(context)) {
      const journal = earlier < number ? await openJournal(context, earlier) : undefined;
      if (journal === undefined) continue;
      try {
        await sealJournal(context, journal, 0);
      } finally {
        await journal.handle.close();
      }
    }
  }

  async function openTrusted(number: number): Promise<SoundJournal | undefined> {
    const journal = await openJournal(context, number);
    if (journal === undefined) return undefined;
    try {
      const { header, isSound } = journal;
      if (header && isSound && !leftEpochs.has(header.epoch) && (await followsPredecessor(context, journal))) {
        enter(header.epoch);
        return { ...journal, header };
      }
      const message = `${journal.path} was copied, restored, damaged, or is from before the last start of the host.`;
      onProblem({ code: "TL-LEDGER-RENEWED", message });
      await sealBefore(number);
      await renewAfter(context, journal);
    } catch (error) {
      await journal.handle.close();
      throw error;
    }
    await journal.handle.close();
    return undefined;
  }

  return {
    async open() {
      for (let step = 0; step < MAX_STEPS; step++) {
        await prepare();
        const number = currentNumber(await listJournals(context));
        if (number === undefined) {
          await startEpoch(context, undefined);
          continue;
        }
        const journal = await openTrusted(number);
        if (journal !== undefined) return journal;
      }
      throw new Error(`The journals in ${context.layout.ledger} change faster than they can be opened.`);
    },
  };
}

/**
 * The greatest number, but not of a journal whose predecessor is missing: when a directory is being removed, a rotation
 * that is under way may leave a journal behind for a moment, while others begin a new ledger.
 *
 * @param numbers the least first.
 */
export function currentNumber(numbers: readonly number[]): number | undefined {
  return numbers.findLast((number, index) => number === 1 || numbers[index - 1] === number - 1) ?? numbers.at(-1);
}
