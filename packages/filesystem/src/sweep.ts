import { join } from "node:path";
import { type Disk, isNoFile, READ_FLAGS, unlessMissing } from "./disk.ts";
import { headerOf } from "./entries.ts";
import { ENTRY_HEADER_BYTES } from "./entry-file.ts";
import { isEntryKey, type Layout } from "./path.ts";
import type { StoreTime } from "./store-time.ts";
import { isAbandoned, parseTemporaryName } from "./temporary-name.ts";

/** How much is left of the limit once it was exceeded, so that not every sweep has something to evict. */
const LEFT_AFTER_EVICTION = 0.9;

export interface SweepContext {
  readonly disk: Disk;
  readonly layout: Layout;
  readonly time: StoreTime;
  readonly maxEntriesBytes: number;
  /** Called after each folder; what is left of the sweep waits until it resolves. */
  pause(): Promise<void>;
  /** Whether to give up. */
  isStopped(): boolean;
}

export interface SweepReport {
  readonly removed: number;
  readonly keptBytes: number;
}

interface SweptEntry {
  readonly path: string;
  readonly ino: number;
  readonly bytes: number;
  readonly createdMs: number;
}

/**
 * Removes entries that have outlived their time, files that no process is writing any more, and the oldest entries when
 * there are too many bytes. Whatever it removes by mistake of timing is a miss and nothing worse.
 */
export async function sweep(context: SweepContext): Promise<SweepReport> {
  const { disk, layout } = context;
  const kept: { readonly createdMs: number; readonly bytes: number }[] = [];
  let removed = await sweepTemporaries(context, layout.ledger);
  for await (const entry of currentEntries(
    context,
    async (path, ino) => void (removed += await removeSame(disk, path, ino)),
  )) {
    // Not its path: of a million entries that would be a lot of memory.
    kept.push({ createdMs: entry.createdMs, bytes: entry.bytes });
  }
  let keptBytes = kept.reduce((total, { bytes }) => total + bytes, 0);
  if (keptBytes <= context.maxEntriesBytes || context.isStopped()) return { removed, keptBytes };
  const target = context.maxEntriesBytes * LEFT_AFTER_EVICTION;
  const lastEvictedMs = newestToEvict(kept, keptBytes - target);
  for await (const { path, ino, bytes, createdMs } of currentEntries(context, async () => {})) {
    if (createdMs > lastEvictedMs || keptBytes <= target) continue;
    const gone = await removeSame(disk, path, ino);
    removed += gone;
    if (gone > 0) keptBytes -= bytes;
  }
  return { removed, keptBytes };
}

/** @returns when the newest of the oldest entries was created that together have so many bytes. */
function newestToEvict(kept: { readonly createdMs: number; readonly bytes: number }[], excessBytes: number): number {
  let evictedBytes = 0;
  for (const { createdMs, bytes } of kept.toSorted((a, b) => a.createdMs - b.createdMs)) {
    evictedBytes += bytes;
    if (evictedBytes >= excessBytes) return createdMs;
  }
  return Infinity;
}

/** @param drop is called for each file that is of no use to anybody. */
async function* currentEntries(
  context: SweepContext,
  drop: (path: string, ino: number) => Promise<void>,
): AsyncGenerator<SweptEntry> {
  const { disk, layout } = context;
  for (const shard of (await unlessMissing(disk.readdir(layout.entries, { withFileTypes: true }))) ?? []) {
    // Never through a link: what is removed there is somebody else's.
    if (!shard.isDirectory()) continue;
    const folder = join(layout.entries, shard.name);
    for (const name of (await unlessMissing(disk.readdir(folder))) ?? []) {
      if (context.isStopped()) return;
      const entry = await inspect(context, join(folder, name), name);
      if (entry === undefined) continue;
      if ("useless" in entry) await drop(entry.path, entry.ino);
      else yield entry;
    }
    await context.pause();
  }
}

async function inspect(
  { disk, time }: SweepContext,
  path: string,
  name: string,
): Promise<SweptEntry | { useless: true; path: string; ino: number } | undefined> {
  const temporary = parseTemporaryName(name);
  if (temporary === undefined ? !isEntryKey(name) : !isAbandoned(temporary, time)) return undefined;
  const handle = await unlessMissing(disk.open(path, READ_FLAGS)).catch((error: unknown) => {
    if (isNoFile(error)) return undefined;
    throw error;
  });
  if (handle === undefined) return undefined;
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) return undefined;
    const { ino, size } = stat;
    const header = temporary === undefined ? await headerOf(handle, time) : undefined;
    if (header === undefined || header.expiresMs <= time.nowMs() || size !== ENTRY_HEADER_BYTES + header.frameBytes) {
      return { useless: true, path, ino };
    }
    return { path, ino, bytes: size, createdMs: header.createdMs };
  } finally {
    await handle.close();
  }
}

/** Journals that never got a name. */
async function sweepTemporaries({ disk, time }: SweepContext, folder: string): Promise<number> {
  let removed = 0;
  for (const name of (await unlessMissing(disk.readdir(folder))) ?? []) {
    const temporary = parseTemporaryName(name);
    if (temporary === undefined || !isAbandoned(temporary, time)) continue;
    await unlessMissing(disk.unlink(join(folder, name)));
    removed++;
  }
  return removed;
}

/** Leaves the file alone when it was replaced since it was looked at. */
async function removeSame(disk: Disk, path: string, ino: number): Promise<number> {
  const stat = await unlessMissing(disk.stat(path));
  if (stat?.ino !== ino) return 0;
  await unlessMissing(disk.unlink(path));
  return 1;
}
