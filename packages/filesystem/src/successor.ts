import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { errorCode, FILE_MODE, unlessMissing } from "./disk.ts";
import { type Journal, type JournalContext, statJournal } from "./journal.ts";
import { encodeHeader, HEADER_BYTES, identify } from "./journal-header.ts";
import { createNonce, encodeLine, frameLine, type HeaderBody, type JournalMark } from "./journal-record.ts";
import type { Seal } from "./journal-reading.ts";
import { journalNumber } from "./path.ts";
import { createTemporaryName } from "./temporary-name.ts";

const MARKS_IN_A_LINE = 500;
const LINES_IN_A_WRITE = 32;
/** Sealed journals that are kept for readers that are behind. More of them would only cost disk. */
const KEPT_JOURNALS = 3;

/** What a header says beyond what the file itself and the moment tell. */
export type Beginning = Pick<HeaderBody, "epoch" | "base" | "from" | "floorSeq">;

/** A journal that has no name yet, so that nobody else sees it. */
export interface UnnamedJournal {
  add(marks: Iterable<JournalMark>): Promise<void>;
  /** Makes durable what was added, so that little is left to do after the seal. */
  sync(): Promise<void>;
  /**
   * Gives the journal the number after `previous`, unless somebody else was faster.
   *
   * @returns whether this journal is now the one of that number.
   */
  publish(
    beginning: Beginning,
    previous: { readonly journal: Journal; readonly seal: Seal } | undefined,
  ): Promise<boolean>;
  /** Must be called in the end, whether or not it was published. */
  discard(): Promise<void>;
}

export async function createUnnamedJournal(context: JournalContext): Promise<UnnamedJournal> {
  const { disk, layout, time, random } = context;
  const temporary = join(layout.ledger, createTemporaryName(time, random));
  const handle = await disk.open(temporary, "wx+", FILE_MODE);
  const discard = async (): Promise<void> => {
    await handle.close();
    await disk.unlink(temporary).catch(() => {});
  };
  const file = await identify(handle).catch(async (error: unknown) => {
    await discard();
    throw error;
  });
  let eventsOffset = HEADER_BYTES;
  let earlierMarks = 0;

  async function write(text: string): Promise<void> {
    await writeAt(handle, text, eventsOffset);
    eventsOffset += text.length;
  }

  return {
    async add(marks) {
      let text = "";
      let lines = 0;
      for (const body of markLines(marks)) {
        text += frameLine(encodeLine({ kind: "marks", marks: body }, createNonce(random)));
        earlierMarks += body.length;
        if (++lines % LINES_IN_A_WRITE !== 0) continue;
        await write(text);
        text = "";
      }
      await write(text);
    },
    sync: () => handle.datasync(),
    async publish(beginning, previous) {
      const after = previous && { offset: previous.seal.offset, nonce: previous.seal.nonce };
      const header: HeaderBody = {
        kind: "header",
        version: 1,
        ...beginning,
        eventsOffset,
        earlierMarks,
        atMs: time.nowMs(),
        bootId: time.bootId(),
        file,
        ...(after && { after }),
      };
      // Not synced: after a power loss the host has another boot id, and the journal is not trusted anyway.
      await writeAt(handle, encodeHeader(header, createNonce(random)), 0);
      return link(context, temporary, previous?.journal);
    },
    discard,
  };
}

/** Names the file. The first who does so wins, and an old number is never given a second time. */
async function link(context: JournalContext, temporary: string, previous: Journal | undefined): Promise<boolean> {
  const { disk, layout } = context;
  const number = (previous?.number ?? 0) + 1;
  if (!(await isNext(context, previous))) return false;
  try {
    await disk.link(temporary, layout.journal(number));
  } catch (error) {
    if (errorCode(error) === "EEXIST" || errorCode(error) === "ENOENT") return false;
    throw error;
  }
  // Whoever was stopped for a long time before the link may have taken a number that was in use and is free again.
  if (await isNext(context, previous)) {
    await removeOldJournals(context, number);
    return true;
  }
  await disk.unlink(layout.journal(number)).catch(() => {});
  return false;
}

/** Journals are removed in the order of their numbers: while `previous` is there, no later one was removed. */
async function isNext(context: JournalContext, previous: Journal | undefined): Promise<boolean> {
  if (previous !== undefined) return (await statJournal(context.disk, previous)) !== undefined;
  return (await listJournals(context)).every((number) => number === 1);
}

/** @returns the numbers of the journals, the least first. */
export async function listJournals({ disk, layout }: JournalContext): Promise<number[]> {
  const names = (await unlessMissing(disk.readdir(layout.ledger))) ?? [];
  return names.flatMap((name) => journalNumber(name) ?? []).toSorted((a, b) => a - b);
}

async function removeOldJournals(context: JournalContext, current: number): Promise<void> {
  for (const number of await listJournals(context)) {
    if (number >= current - KEPT_JOURNALS) return;
    try {
      await unlessMissing(context.disk.unlink(context.layout.journal(number)));
    } catch {
      // The order matters more than the space: none after this one may go before it.
      return;
    }
  }
}

function* markLines(marks: Iterable<JournalMark>): Generator<[string, number, number, number, number | null][]> {
  let line: [string, number, number, number, number | null][] = [];
  for (const { tag, hard, soft, atMs, hardensAtMs } of marks) {
    line.push([tag, hard, soft, atMs, hardensAtMs ?? null]);
    if (line.length < MARKS_IN_A_LINE) continue;
    yield line;
    line = [];
  }
  if (line.length > 0) yield line;
}

async function writeAt(handle: FileHandle, text: string, offset: number): Promise<void> {
  const bytes = Buffer.from(text, "latin1");
  let written = 0;
  while (written < bytes.length) {
    written += (await handle.write(bytes, written, bytes.length - written, offset + written)).bytesWritten;
  }
}
