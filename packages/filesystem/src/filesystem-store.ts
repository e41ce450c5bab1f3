import { type Random, systemRandom, TagledgerError } from "@tagledger/core";
import type { Store } from "@tagledger/core/store";
import { explainError, type Problem } from "./directory.ts";
import { type Disk, systemDisk } from "./disk.ts";
import { createEntries } from "./entries.ts";
import { createLedger } from "./ledger.ts";
import { createLayout } from "./path.ts";
import { hostTime, type StoreTime } from "./store-time.ts";
import type { SweepReport } from "./sweep.ts";
import { createSweeper } from "./sweeper.ts";

export interface FilesystemStoreOptions {
  /** A directory of a local file system that all processes share. It is made when it is missing. */
  readonly directory: string;
  /** Keeps what several applications put into one directory apart. */
  readonly namespace: string;
  /** Entries are evicted, the oldest first, when there are more bytes than this. Default: 1 GiB. */
  readonly maxEntriesBytes?: number;
  /** A journal that has grown by this much is summed up in a new one. Default: 4 MiB. */
  readonly maxJournalBytes?: number;
  /** How many tags the ledger remembers. Entries from before the oldest of them are misses. Default: 1 000 000. */
  readonly maxMarks?: number;
  /** Marks older than this may be forgotten, entries from before them being misses. Default: 30 days. */
  readonly maxMarkAgeMs?: number;
  /** Is told what an operator should know and what is not an error of a call. */
  readonly onProblem?: (problem: Problem) => void;
  readonly random?: Random;
  readonly time?: StoreTime;
  readonly disk?: Disk;
}

/** A store in a directory. */
export interface FilesystemStore extends Store {
  /** Removes what is outdated, abandoned or too much now. It is also done in the background. */
  sweep(): Promise<SweepReport>;
  /** Sums the journal up in a new one now. It is also done in the background. */
  compact(): Promise<boolean>;
}

const DAY_MS = 86_400_000;

/**
 * Keeps ledger and entries in a directory, for several processes of one host. Nothing on disk is touched before the
 * first call.
 */
export function filesystemStore(options: FilesystemStoreOptions): FilesystemStore {
  const { disk = systemDisk, time = hostTime, random = systemRandom, onProblem = () => {} } = options;
  const { maxEntriesBytes = 2 ** 30, maxJournalBytes = 2 ** 22, maxMarks = 1_000_000 } = options;
  const layout = createLayout(options.directory, options.namespace);
  const context = { disk, layout, time, random };
  const limits = { maxJournalBytes, maxMarks, maxAgeMs: options.maxMarkAgeMs ?? 30 * DAY_MS };
  const ledger = createLedger(context, { ...limits, onProblem });
  const sweeper = createSweeper({ ...context, maxEntriesBytes });
  const entries = createEntries({ ...context, onWritten: sweeper.onWritten, onProblem });
  let isClosed = false;

  async function guard<T>(call: () => Promise<T>): Promise<T> {
    if (isClosed) throw new TagledgerError("TL-STORE-CLOSED");
    try {
      return await call();
    } catch (error) {
      throw explainError(error, layout.root);
    }
  }

  return {
    name: "filesystem",
    capabilities: { shared: true, durable: true },
    news: (since) => guard(() => ledger.news(since)),
    append: (invalidations, since) => guard(() => ledger.append(invalidations, since)),
    renew: (epoch) => guard(() => ledger.renew(epoch)),
    read: (key) => guard(() => entries.read(key)),
    write: (key, entry) => guard(() => entries.write(key, entry)),
    remove: (key) => guard(() => entries.remove(key)),
    keys: (cursor) => guard(() => entries.keys(cursor)),
    sweep: () => guard(sweeper.sweep),
    compact: () => guard(ledger.compact),
    async close() {
      if (isClosed) return;
      isClosed = true;
      sweeper.close();
      await ledger.close();
    },
  };
}
