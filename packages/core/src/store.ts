/**
 * The port that a backend implements. It speaks of marks, positions and entries, and knows nothing of Next.js.
 *
 * A store holds two things: one *ledger* (the ordered record of invalidations) and the *entries*. Every method may
 * reject, hang or be slow: callers reach a store through a guard that bounds all of that.
 */

/**
 * A place in the ledger.
 *
 * `seq` grows with every record of one `epoch`; it is given out by the store in the same step that writes the record.
 * Two positions compare only within one epoch. `nonce` names the record at `seq`, so that a ledger that was rewound and
 * has grown again is not mistaken for the one that was known before.
 */
export interface Position {
  /** 32 hexadecimal characters, random for each life of a ledger. */
  readonly epoch: string;
  /** 0 for an empty ledger, at most 2^53 - 1. Not necessarily dense. */
  readonly seq: number;
  /** Random for each record; the empty string at `seq` 0. */
  readonly nonce: string;
}

/**
 * What the ledger knows of one tag: either what one record says or the summary of several, `hard` and `soft` being the
 * greatest position of each kind (0 for none).
 */
export interface MarkRecord {
  /** Compared byte for byte, never decoded. */
  readonly tag: string;
  /** Position of the newest immediate invalidation, 0 for none. Entries from before it are expired. */
  readonly hard: number;
  /** Position of the newest profile invalidation, 0 for none. Entries from before it are stale. */
  readonly soft: number;
  /**
   * Milliseconds of store time until the soft mark becomes a hard one, counted from the answer; zero or negative when
   * that time has passed. Absent when the soft mark never hardens.
   */
  readonly softExpiresInMs?: number;
  /** Milliseconds of store time since the newest record summed up here was written, counted from the answer. */
  readonly ageMs: number;
}

/** What happened in the ledger since a position. */
export interface News {
  /** The position that is reached by applying all of `marks`. */
  readonly position: Position;
  /** Entries whose position is below this one can no longer be judged: the marks that concern them were dropped. */
  readonly floorSeq: number;
  /** In the order of their positions. */
  readonly marks: readonly MarkRecord[];
  /**
   * True when `marks` is all that the ledger knows, to be taken in place of what the caller knew: the caller gave no
   * position, or one of another epoch, or the marks it lacks were compacted away.
   */
  readonly reset: boolean;
}

/** One call of `updateTag`, `revalidateTag` or `revalidatePath`. */
export interface Invalidation {
  readonly tags: readonly string[];
  /** `hard` expires entries at once; `soft` lets them be served while a fresh one is made. */
  readonly kind: "hard" | "soft";
  /** Only with `soft`: seconds after which the mark becomes hard. Absent: never. */
  readonly expireSeconds?: number;
}

export interface Appended {
  /** The position of the last record that this call wrote. */
  readonly seq: number;
  /** True when no record of somebody else lies between the caller's position and `seq`. */
  readonly alone: boolean;
  /** Everything since the caller's position, this call's own records included. */
  readonly news: News;
}

/** `[a-z0-9-]{1,96}`, made by `key.ts`; nothing of the user's key or arguments can be read from it. */
export type EntryKey = string;

export interface StoredEntry {
  /** Exactly the bytes that were written. */
  readonly frame: Uint8Array;
  /** Milliseconds of store time since the entry was created, never negative. */
  readonly ageMs: number;
}

export interface EntryWrite {
  /** The bytes to keep, in order. The store neither looks into them nor keeps a reference after it has settled. */
  readonly frame: readonly Uint8Array[];
  /** The position of what the entry was made from, which orders writes of one key. */
  readonly position: { readonly epoch: string; readonly seq: number };
  /** Milliseconds since the entry was created, by the caller's clock. */
  readonly ageMs: number;
  /** Milliseconds from now after which the entry need not be kept; > 0 and finite. */
  readonly ttlMs: number;
}

/** A part of the names of all entries. */
export interface KeyPage {
  readonly entries: readonly {
    readonly key: EntryKey;
    /** What the entry takes up in the store, after compression. */
    readonly bytes: number;
  }[];
  /** To be given to the next call; absent after the last part. */
  readonly next?: string;
}

export interface Store {
  /** A short name of the backend for events and messages, such as `filesystem`. */
  readonly name: string;
  /**
   * What this backend can do, besides {@link Store.lease} and {@link Store.keys}. Both branches of each capability are tested by
   * `@tagledger/conformance`.
   */
  readonly capabilities: StoreCapabilities;

  /**
   * What is new since a position.
   *
   * When `since` names a record that the ledger of this epoch does not hold (other nonce, or ahead of the head), the
   * ledger was rewound: the store renews its epoch in one atomic step and answers from the new one.
   *
   * @param since the caller's position, or `undefined` for everything.
   * @returns `undefined` when the caller knows everything already.
   */
  news(since: Position | undefined): Promise<News | undefined>;

  /**
   * Records invalidations, in order, and resolves when they are durable.
   *
   * @param invalidations each with at least one tag.
   * @param since the caller's position, as for {@link Store.news}.
   * @throws when the records may not have been kept. They may have been kept all the same.
   */
  append(invalidations: readonly Invalidation[], since: Position | undefined): Promise<Appended>;

  /**
   * Starts a new epoch if the ledger is still in `epoch`; nothing of the old epoch is valid afterwards.
   * Resolves without doing anything when the epoch has changed already.
   */
  renew(epoch: string): Promise<void>;

  /** @returns `undefined` when there is no entry, it has outlived its time, or its bytes are damaged. */
  read(key: EntryKey): Promise<StoredEntry | undefined>;

  /**
   * Keeps an entry, atomically: a reader sees the old bytes, the new bytes or none, never a mixture. The entry is
   * readable, by every process, when this resolves.
   *
   * @returns `"older"` when the store keeps a newer one instead: same epoch and a greater position, or the same
   * position and created later.
   */
  write(key: EntryKey, entry: EntryWrite): Promise<"written" | "older">;

  /** Forgets an entry; no error when there is none. */
  remove(key: EntryKey): Promise<void>;

  /**
   * Takes a lease if nobody has it. Who has it makes an entry that is missing, while others wait a little for that
   * instead of making it too. Nothing depends on a lease but how often something is made: it may be lost at any time.
   *
   * A store without this method never makes anybody wait.
   *
   * @param key a name of the same form as that of an entry; what is leased and what is kept do not touch.
   * @param ms whole milliseconds of store time after which the lease lapses by itself, > 0. Nothing else ends it.
   * @returns true when the caller has the lease now; false while it is taken, even by the caller.
   */
  lease?(key: EntryKey, ms: number): Promise<boolean>;

  /**
   * Names the entries, a part at a time, for those who look into a store; nothing that answers a request needs it. Each
   * call is a bounded amount of work, however many entries there are, and a part may be empty.
   *
   * An entry that is there from the first call to the last is in some part. Others may be, an entry may be in several,
   * and one that is named may be gone when it is read. While servers change places in between, some may be left out.
   *
   * A store without this method cannot be looked into.
   *
   * @param cursor absent for the first part, then `next` of the part before.
   */
  keys?(cursor?: string): Promise<KeyPage>;

  /** Lets go of descriptors, connections and timers. Calls after it reject. */
  close(): Promise<void>;
}

export interface StoreCapabilities {
  /** Other processes see what this one writes. */
  readonly shared: boolean;
  /** Ledger and entries survive the end of the process. */
  readonly durable: boolean;
}
