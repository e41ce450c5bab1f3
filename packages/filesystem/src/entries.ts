import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";
import type { Random } from "@tagledger/core";
import type { EntryKey, EntryWrite, KeyPage, StoredEntry } from "@tagledger/core/store";
import { replaceFile } from "./atomic-write.ts";
import { type Disk, isNoFile, READ_FLAGS, unlessMissing } from "./disk.ts";
import { decodeEntryHeader, encodeEntryHeader, ENTRY_HEADER_BYTES, type EntryHeader } from "./entry-file.ts";
import { isEntryKey, type Layout } from "./path.ts";
import type { StoreTime } from "./store-time.ts";
import type { Problem } from "./directory.ts";
import { createTemporaryName } from "./temporary-name.ts";

/** The entries, one file each. */
export interface Entries {
  read(key: EntryKey): Promise<StoredEntry | undefined>;
  write(key: EntryKey, entry: EntryWrite): Promise<"written" | "older">;
  remove(key: EntryKey): Promise<void>;
  keys(cursor: string | undefined): Promise<KeyPage>;
}

interface EntriesContext {
  readonly disk: Disk;
  readonly layout: Layout;
  readonly time: StoreTime;
  readonly random: Random;
  onWritten(bytes: number): void;
  onProblem(problem: Problem): void;
}

export function createEntries({ disk, layout, time, random, onWritten, onProblem }: EntriesContext): Entries {
  const pathOf = (key: EntryKey): string => join(layout.shard(key), key);

  async function read(key: EntryKey): Promise<StoredEntry | undefined> {
    let header: EntryHeader | undefined;
    const sizeOf = (start: Buffer): number | undefined => {
      header = decodeEntryHeader(start, time);
      return header && ENTRY_HEADER_BYTES + header.frameBytes;
    };
    try {
      const bytes = await unlessMissing(disk.readSized(pathOf(key), READ_FLAGS, sizeOf));
      const nowMs = time.nowMs();
      if (header === undefined || header.expiresMs <= nowMs) return undefined;
      if (bytes === undefined) {
        onProblem({ code: "TL-DAMAGED-ENTRY", message: `Entry ${key} does not have the size that its header says.` });
        return undefined;
      }
      return { frame: bytes.subarray(ENTRY_HEADER_BYTES), ageMs: Math.max(0, nowMs - header.createdMs) };
    } catch (error) {
      if (!isNoFile(error)) throw error;
      onProblem({ code: "TL-DAMAGED-ENTRY", message: `What is in the place of entry ${key} is no file.` });
      return undefined;
    }
  }

  return {
    read,
    async write(key, entry) {
      const path = pathOf(key);
      const header = encodeEntryHeader(entry, time);
      const kept = await readEntryHeader(disk, path, time);
      // Somebody may replace the file between this and the rename. That costs a newer entry, never a verdict: an entry
      // is judged by its own position.
      if (kept !== undefined && kept.expiresMs > time.nowMs() && isNewer(kept, decodeEntryHeader(header, time))) {
        return "older";
      }
      const bytes = Buffer.concat([header, ...entry.frame]);
      await replaceFile(disk, path, createTemporaryName(time, random), bytes);
      onWritten(bytes.length);
      return "written";
    },
    async remove(key) {
      await unlessMissing(disk.unlink(pathOf(key)));
    },
    async keys(cursor = "") {
      // One folder of 256 is a part, and its name the cursor.
      const shards = ((await unlessMissing(disk.readdir(layout.entries))) ?? []).toSorted();
      const [shard, next] = shards.filter((name) => name >= cursor);
      if (shard === undefined) return { entries: [] };
      const folder = join(layout.entries, shard);
      const entries: KeyPage["entries"][number][] = [];
      for (const key of (await unlessMissing(disk.readdir(folder))) ?? []) {
        if (!isEntryKey(key)) continue;
        const stat = await unlessMissing(disk.stat(join(folder, key)));
        if (stat !== undefined) entries.push({ key, bytes: stat.size });
      }
      return { entries, ...(next !== undefined && { next }) };
    },
  };
}

function isNewer(kept: EntryHeader, written: EntryHeader | undefined): boolean {
  if (kept.epoch !== written?.epoch) return false;
  return kept.seq > written.seq || (kept.seq === written.seq && kept.createdMs > written.createdMs);
}

/** @returns `undefined` when there is no file or its header cannot be used. */
async function readEntryHeader(disk: Disk, path: string, time: StoreTime): Promise<EntryHeader | undefined> {
  const handle = await unlessMissing(disk.open(path, READ_FLAGS)).catch((error: unknown) => {
    // A link or a pipe gives way to the file that is renamed into its place.
    if (isNoFile(error)) return undefined;
    throw error;
  });
  if (handle === undefined) return undefined;
  try {
    return await headerOf(handle, time);
  } catch (error) {
    if (isNoFile(error)) return undefined;
    throw error;
  } finally {
    await handle.close();
  }
}

export async function headerOf(handle: FileHandle, time: StoreTime): Promise<EntryHeader | undefined> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(ENTRY_HEADER_BYTES), 0, ENTRY_HEADER_BYTES, 0);
  return decodeEntryHeader(buffer.subarray(0, bytesRead), time);
}
