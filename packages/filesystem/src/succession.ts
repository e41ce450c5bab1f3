import { setTimeout as sleep } from "node:timers/promises";
import { unlessMissing } from "./disk.ts";
import { appendText, createRecord, type Journal, type JournalContext, openJournal, statJournal } from "./journal.ts";
import { findSeal, hasRecord, type Seal } from "./journal-reading.ts";
import { isSurelyDead, ownIdentity } from "./process-identity.ts";
import { createUnnamedJournal, listJournals } from "./successor.ts";

const MAX_SHORT_WRITES = 3;
const POLL_MS = 5;
/** How long whoever sealed a journal may take to name the next one before somebody else does it. */
const SEALER_GRACE_MS = 2_000;

/**
 * Ends a journal.
 *
 * @param searchFrom an offset that is not behind any seal.
 * @returns the first seal, be it this process's or another's; `undefined` when the journal was removed meanwhile.
 */
export async function sealJournal(
  context: JournalContext,
  journal: Journal,
  searchFrom: number,
): Promise<{ readonly seal: Seal; readonly isOurs: boolean } | undefined> {
  for (let attempt = 1; attempt <= MAX_SHORT_WRITES; attempt++) {
    const atMs = context.time.nowMs();
    const { nonce, text } = createRecord({ kind: "seal", atMs, ...ownIdentity() }, context.random);
    // Not synced: after a power loss nothing of this journal is trusted, and a process that dies before it has made the
    // next journal costs all entries. The less there is to wait for in between, the better.
    await appendText(journal, text);
    const stat = await statJournal(context.disk, journal);
    if (stat === undefined) return undefined;
    const seal = await findSeal(journal, searchFrom, Number(stat.size));
    if (seal !== undefined) return { seal, isOurs: seal.nonce === nonce };
  }
  throw new Error(`Only a part of each record could be written to ${journal.path}.`);
}

/**
 * Starts a new epoch after a journal. When this resolves, the journal is not the current one any more, or is not in its
 * place; the epoch is another one only if nobody else ended the journal at the same time.
 */
export async function renewAfter(context: JournalContext, journal: Journal): Promise<void> {
  const sealed = await sealJournal(context, journal, 0);
  if (sealed === undefined) return;
  if (sealed.isOurs) await startEpoch(context, { journal, seal: sealed.seal });
  else await awaitSuccessor(context, journal, sealed.seal);
}

/** Makes an empty journal of a new epoch, unless somebody else makes one first. */
export async function startEpoch(
  context: JournalContext,
  previous: { readonly journal: Journal; readonly seal: Seal } | undefined,
): Promise<void> {
  const unnamed = await unlessMissing(createUnnamedJournal(context));
  // The folder has just been removed, and the caller looks again anyway.
  if (unnamed === undefined) return;
  try {
    const epoch = context.random.hex(16);
    await unnamed.publish({ epoch, base: 0, from: { seq: 0, nonce: "" }, floorSeq: 0 }, previous);
  } finally {
    await unnamed.discard();
  }
}

/**
 * Waits until a sealed journal has a successor, and makes one when whoever sealed it does not.
 *
 * That one begins a new epoch: nobody can tell a successor that was never made from one that was lost with all that was
 * recorded in it. Only the process that wrote the seal knows.
 */
export async function awaitSuccessor(context: JournalContext, journal: Journal, seal: Seal): Promise<void> {
  for (;;) {
    const numbers = await listJournals(context);
    if (numbers.some((number) => number > journal.number) || !numbers.includes(journal.number)) return;
    const ageMs = context.time.nowMs() - seal.atMs;
    const isOverdue = !journal.isSound || ageMs < 0 || ageMs > SEALER_GRACE_MS || isSurelyDead(seal);
    if (isOverdue) return startEpoch(context, { journal, seal });
    await sleep(POLL_MS);
  }
}

/** Whether a journal was begun after the end of the one before it, and not left over from an earlier life. */
export async function followsPredecessor(context: JournalContext, journal: Journal): Promise<boolean> {
  if (journal.number === 1) return true;
  const after = journal.header?.after;
  if (after === undefined) return false;
  const predecessor = await openJournal(context, journal.number - 1);
  if (predecessor === undefined) return false;
  try {
    const stat = await predecessor.handle.stat();
    return await hasRecord(predecessor, after, stat.size);
  } finally {
    await predecessor.handle.close();
  }
}
