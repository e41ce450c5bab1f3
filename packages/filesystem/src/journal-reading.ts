import type { Invalidation, Position } from "@tagledger/core/store";
import type { Journal, SoundJournal } from "./journal.ts";
import { firstPosition } from "./journal.ts";
import { HEADER_BYTES } from "./journal-header.ts";
import { readLines } from "./journal-lines.ts";
import { decodeLine, type JournalMark, nonceOf, type RecordBody, TRAILER_BYTES } from "./journal-record.ts";

/** One record that the ledger has taken. */
export interface KeptRecord {
  readonly seq: number;
  readonly nonce: string;
  readonly marks: readonly JournalMark[];
}

export interface Seal {
  readonly nonce: string;
  /** Where it ends. */
  readonly offset: number;
  readonly atMs: number;
  readonly pid: number;
  readonly pidNamespace: string;
}

export interface JournalReading {
  /** What earlier journals knew, in the order of positions; only when reading began at the start. */
  readonly earlier: JournalMark[];
  readonly records: KeptRecord[];
  /** The position after `records`. */
  readonly position: Position;
  readonly floorSeq: number;
  /** When there is one, the records before it are all that this journal will ever have. */
  readonly seal: Seal | undefined;
}

/** The marks of a reading in the order of their positions. */
export function* allMarks({ earlier, records }: JournalReading): Generator<JournalMark> {
  yield* earlier;
  for (const { marks } of records) yield* marks;
}

/** Why a journal could not be read from a position. */
export type Unreadable =
  /** The position is of an earlier journal or another epoch. */
  | "elsewhere"
  /** The position names a record that this journal does not have. */
  | "rewound"
  /** A record that may have been acknowledged cannot be read any more. */
  | "damaged";

/**
 * Reads what comes after a position.
 *
 * @param since `undefined` to read everything.
 * @param size of the file; what was appended later is not looked at.
 */
export async function readJournal(
  journal: SoundJournal,
  since: Position | undefined,
  size: number,
): Promise<JournalReading | Unreadable> {
  const { header } = journal;
  if (size < header.eventsOffset) return "damaged";
  if (since === undefined) return readRecords(journal, firstPosition(journal), HEADER_BYTES, size);
  if (since.epoch !== header.epoch || since.seq < header.from.seq) return "elsewhere";
  if (since.seq === header.from.seq) {
    return since.nonce === header.from.nonce ? readRecords(journal, since, header.eventsOffset, size) : "rewound";
  }
  const offset = since.seq - header.base;
  if (!(await hasRecord(journal, { offset, nonce: since.nonce }, size))) return "rewound";
  return readRecords(journal, since, offset, size);
}

/** Whether a record of that nonce ends at that offset. */
export async function hasRecord(
  journal: Journal,
  { offset, nonce }: { readonly offset: number; readonly nonce: string },
  size: number,
): Promise<boolean> {
  if (!Number.isSafeInteger(offset) || offset < HEADER_BYTES + TRAILER_BYTES || offset > size) return false;
  const { buffer, bytesRead } = await journal.handle.read(
    Buffer.alloc(TRAILER_BYTES),
    0,
    TRAILER_BYTES,
    offset - TRAILER_BYTES,
  );
  return nonceOf(buffer.toString("latin1", 0, bytesRead)) === nonce;
}

async function readRecords(
  journal: SoundJournal,
  since: Position,
  start: number,
  size: number,
): Promise<JournalReading | "damaged"> {
  const { base, epoch, eventsOffset } = journal.header;
  const earlier: JournalMark[] = [];
  const records: KeptRecord[] = [];
  let { floorSeq } = journal.header;
  let position = since;
  let seal: Seal | undefined;
  for await (const { line, end } of readLines(journal, start, size)) {
    const record = decodeLine(line);
    // Marks of earlier journals were complete when this journal got its name.
    if (record === "damaged" || (record === "torn" && end <= eventsOffset)) return "damaged";
    if (record === "torn") continue;
    const { body, nonce } = record;
    if (body?.kind === "seal") {
      seal = { ...body, nonce, offset: end };
      break;
    }
    if (body?.kind === "marks" && end <= eventsOffset) {
      for (const mark of body.marks) earlier.push(readMark(mark));
      continue;
    }
    const seq = base + end;
    position = { epoch, seq, nonce };
    if (body?.kind === "event") records.push({ seq, nonce, marks: marksOf(body, seq) });
    // Whatever a newer version says here may concern any entry from before it.
    else floorSeq = seq;
  }
  return { earlier, records, position, floorSeq, seal };
}

/** The first seal, in a journal of which nothing else needs to be readable. */
export async function findSeal(journal: Journal, start: number, size: number): Promise<Seal | undefined> {
  for await (const { line, end } of readLines(journal, start, size)) {
    // Most of a journal is something else, and quotes within strings are escaped.
    if (!line.includes('"kind":"seal"')) continue;
    const record = decodeLine(line);
    if (typeof record === "object" && record.body?.kind === "seal") {
      return { ...record.body, nonce: record.nonce, offset: end };
    }
  }
  return undefined;
}

function readMark([tag, hard, soft, atMs, hardensAtMs]: readonly [
  string,
  number,
  number,
  number,
  number | null,
]): JournalMark {
  return { tag, hard, soft, atMs, ...(hardensAtMs !== null && { hardensAtMs }) };
}

function marksOf(body: RecordBody & { kind: "event" }, seq: number): JournalMark[] {
  return body.invalidations.flatMap((invalidation) => marksOfInvalidation(invalidation, body.atMs, seq));
}

function marksOfInvalidation({ tags, kind, expireSeconds }: Invalidation, atMs: number, seq: number): JournalMark[] {
  const kinds = kind === "hard" ? { hard: seq, soft: 0 } : { hard: 0, soft: seq };
  const hardens = kind === "soft" && expireSeconds !== undefined ? { hardensAtMs: atMs + expireSeconds * 1000 } : {};
  return tags.map((tag) => ({ tag, ...kinds, ...hardens, atMs }));
}
