import type { Events } from "@tagledger/core";
import type { EntryKey, EntryWrite, StoredEntry } from "@tagledger/core/store";
import { type Compression, pack, unpack } from "./compression.ts";
import { type Connection, errorWord } from "./connection.ts";
import { decodeEntryHeader, encodeEntryHeader, HEADER_BYTES } from "./entry-value.ts";
import type { Keys } from "./keys.ts";
import { runScript, WRITE_ENTRY } from "./script.ts";

/** The entries, one value each. */
export interface Entries {
  read(key: EntryKey): Promise<StoredEntry | undefined>;
  write(key: EntryKey, entry: EntryWrite): Promise<"written" | "older">;
  remove(key: EntryKey): Promise<void>;
  lease(key: EntryKey, ms: number): Promise<boolean>;
}

export interface EntriesOptions {
  readonly compression: Compression | undefined;
  /** What a compressed entry may become. Larger ones are kept as they are. */
  readonly maxUnpackedBytes: number;
  onProblem(problem: Events["tagledger:problem"]): void;
}

/** Redis counts in 64 bits and adds the time of day. */
const MAX_TTL_MS = 2 ** 52;
/** What `PTTL` answers for a key that stays. */
const NO_LIFETIME = -1;

export function createEntries(connection: Connection, keys: Keys, options: EntriesOptions): Entries {
  function damaged(key: EntryKey, cause?: unknown): undefined {
    options.onProblem({ code: "TL-DAMAGED-ENTRY", message: `The value of entry ${key} is not one of ours.`, cause });
  }

  return {
    async read(key) {
      const name = keys.entry(key);
      // The age is the age when it was written and what has passed of the lifetime since: no clock is compared. When the
      // entry is replaced between the two, the new one looks too old rather than too young.
      const [left, value] = await Promise.all([
        connection.send(name, ["PTTL", name]),
        connection.send(name, ["GET", name]).catch((error: unknown) => {
          if (errorWord(error) !== "WRONGTYPE") throw error;
          return damaged(key, error);
        }),
      ]);
      if (value === null || value === undefined) return undefined;
      if (!Buffer.isBuffer(value)) return damaged(key);
      const header = decodeEntryHeader(value);
      if (header === undefined) return damaged(key);
      // Everything that we write has a lifetime; an entry that has lost it would never age.
      if (!/^-?\d+$/.test(String(left))) return damaged(key);
      const leftMs = Number(left);
      if (leftMs === NO_LIFETIME) return undefined;
      const passedMs = leftMs >= 0 ? Math.max(0, header.ttlMs - leftMs) : 0;
      try {
        const frame = await unpack(header.compression, value.subarray(HEADER_BYTES), options.maxUnpackedBytes);
        return frame && { frame, ageMs: header.ageMs + passedMs };
      } catch (error) {
        return damaged(key, error);
      }
    },
    async write(key, entry) {
      const { compression, parts } = await pack(entry.frame, options.compression, options.maxUnpackedBytes);
      const ttlMs = Math.max(1, Math.min(Math.ceil(entry.ttlMs), MAX_TTL_MS));
      const value = Buffer.concat([encodeEntryHeader({ ...entry, ttlMs }, compression), ...parts]);
      const written = await runScript(connection, WRITE_ENTRY, [keys.entry(key)], [value, String(ttlMs)]);
      return Number(written) === 1 ? "written" : "older";
    },
    async remove(key) {
      await connection.send(keys.entry(key), ["UNLINK", keys.entry(key)]);
    },
    async lease(key, ms) {
      return (await connection.send(keys.lease(key), ["SET", keys.lease(key), "1", "NX", "PX", String(ms)])) !== null;
    },
  };
}
