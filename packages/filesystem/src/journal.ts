import type { BigIntStats } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import type { Position } from "@tagledger/core/store";
import type { Random } from "@tagledger/core";
import { type Disk, READ_APPEND_FLAGS, unlessMissing } from "./disk.ts";
import { decodeHeader, HEADER_BYTES, isAtHome } from "./journal-header.ts";
import { createNonce, encodeLine, frameLine, type HeaderBody, type RecordBody } from "./journal-record.ts";
import type { Layout } from "./path.ts";
import type { StoreTime } from "./store-time.ts";

/** What the parts of a ledger need from outside. */
export interface JournalContext {
  readonly disk: Disk;
  readonly layout: Layout;
  readonly time: StoreTime;
  readonly random: Random;
}

/**
 * One numbered file of the ledger, held open. The descriptor is for reading *and* appending: on overlayfs one that only
 * reads would go on showing the lower file after somebody wrote.
 */
export interface Journal {
  readonly number: number;
  readonly path: string;
  readonly handle: FileHandle;
  readonly dev: bigint;
  readonly ino: bigint;
  /** `undefined` when it cannot be read. */
  readonly header: HeaderBody | undefined;
  /** False when the header is of another file, another run of the host, or cannot be read. */
  readonly isSound: boolean;
}

/** A sound journal. */
export type SoundJournal = Journal & { readonly header: HeaderBody };

/** @returns `undefined` when there is no journal of that number. */
export async function openJournal(context: JournalContext, number: number): Promise<Journal | undefined> {
  const path = context.layout.journal(number);
  const handle = await unlessMissing(context.disk.open(path, READ_APPEND_FLAGS));
  if (handle === undefined) return undefined;
  try {
    const stat = await handle.stat({ bigint: true });
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
    const header = decodeHeader(buffer.toString("latin1", 0, bytesRead));
    const isSound = header !== undefined && isAtHome(header, stat, context.time);
    return { number, path, handle, dev: stat.dev, ino: stat.ino, header, isSound };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/**
 * The one system call of a refresh that brings nothing new.
 *
 * @returns `undefined` when the path does not lead to the held file any more: it was removed, or its folder was.
 */
export async function statJournal(disk: Disk, journal: Journal): Promise<BigIntStats | undefined> {
  const stat = await unlessMissing(disk.stat(journal.path, { bigint: true }));
  return stat !== undefined && stat.ino === journal.ino && stat.dev === journal.dev ? stat : undefined;
}

/**
 * Appends in one write, so that nothing of another process comes in between. What a short write leaves is void: the
 * caller must read back which records are there.
 */
export async function appendText(journal: Journal, text: string): Promise<void> {
  const bytes = Buffer.from(text, "latin1");
  await journal.handle.write(bytes, 0, bytes.length);
}

/** @returns the nonce of the record and its text as it is to be appended. */
export function createRecord(body: RecordBody, random: Random): { nonce: string; text: string } {
  const nonce = createNonce(random);
  return { nonce, text: frameLine(encodeLine(body, nonce)) };
}

/** The position before the first record of this journal. */
export function firstPosition({ header }: SoundJournal): Position {
  return { epoch: header.epoch, ...header.from };
}
