import type { Appended, MarkRecord, News, Position, Store, StoredEntry } from "@tagledger/core";
import { setImmediate as turn } from "node:timers/promises";

/** Breaks one promise of a store. Views of one subject share the state of their mutant. */
export interface BrokenStore {
  readonly name: string;
  /** The topic and the claim that notice. */
  readonly caughtBy: readonly [topic: string, claim: string];
  /** True when it is noticed by nothing ever happening. */
  readonly hangs?: true;
  /** Called once for each subject. */
  create(): (store: Store) => Store;
}

/** A store in which only some methods differ. */
export function changed(store: Store, changes: Partial<Store>): Store {
  const lease = store.lease?.bind(store);
  const keys = store.keys?.bind(store);
  return {
    name: store.name,
    capabilities: store.capabilities,
    ...(lease && { lease }),
    ...(keys && { keys }),
    news: (since) => store.news(since),
    append: (invalidations, since) => store.append(invalidations, since),
    renew: (epoch) => store.renew(epoch),
    read: (key) => store.read(key),
    write: (key, entry) => store.write(key, entry),
    remove: (key) => store.remove(key),
    close: () => store.close(),
    ...changes,
  };
}

export function broken(
  name: string,
  caughtBy: BrokenStore["caughtBy"],
  change: (store: Store) => Partial<Store>,
): BrokenStore {
  return { name, caughtBy, create: () => (store) => changed(store, change(store)) };
}

/** Changes every answer that tells news. */
function telling(store: Store, change: (news: News, since: Position | undefined) => News): Partial<Store> {
  return {
    async news(since) {
      const news = await store.news(since);
      return news && change(news, since);
    },
    async append(invalidations, since): Promise<Appended> {
      const appended = await store.append(invalidations, since);
      return { ...appended, news: change(appended.news, since) };
    },
  };
}

const withMarks = (change: (mark: MarkRecord) => MarkRecord) => (store: Store) =>
  telling(store, (news) => ({ ...news, marks: news.marks.map(change) }));

function withoutDeadline({ softExpiresInMs: _dropped, ...mark }: MarkRecord): MarkRecord {
  return mark;
}

export const BROKEN_STORES: readonly BrokenStore[] = [
  broken("loses the last tag of an invalidation", ["append", "300 tags"], (store) => ({
    append: (invalidations, since) =>
      store.append(
        invalidations.map((one) => ({ ...one, tags: one.tags.length > 1 ? one.tags.slice(0, -1) : one.tags })),
        since,
      ),
  })),
  {
    name: "acknowledges every fifth append without keeping it",
    caughtBy: ["append", "concurrent appends"],
    create() {
      let appends = 0;
      return (store) =>
        changed(store, {
          async append(invalidations, since) {
            if (++appends % 5 !== 0) return store.append(invalidations, since);
            const news = await store.news(undefined);
            return { seq: (news?.position.seq ?? 0) + 1, alone: true, news: news as News };
          },
        });
    },
  },
  broken("takes an immediate invalidation back", ["append", "an immediate invalidation"], (store) =>
    withMarks((mark) => (mark.soft > mark.hard ? { ...mark, hard: 0 } : mark))(store),
  ),
  broken("tells only its own records after an append", ["append", "an append tells everything"], (store) => ({
    async append(invalidations, since) {
      const appended = await store.append(invalidations, since);
      const own = new Set(invalidations.flatMap(({ tags }) => tags));
      return { ...appended, news: { ...appended.news, marks: appended.news.marks.filter(({ tag }) => own.has(tag)) } };
    },
  })),
  broken("says that every append is alone", ["append", "an append is not alone"], (store) => ({
    append: async (invalidations, since) => ({ ...(await store.append(invalidations, since)), alone: true }),
  })),
  broken(
    "records profile invalidations as immediate ones",
    ["deadlines", "a profile invalidation without expire"],
    (store) => ({
      append: (invalidations, since) =>
        store.append(
          invalidations.map(({ tags }) => ({ tags, kind: "hard" })),
          since,
        ),
    }),
  ),
  broken("records immediate invalidations as profile ones", ["append", "an append answers"], (store) => ({
    append: (invalidations, since) =>
      store.append(
        invalidations.map(({ tags }) => ({ tags, kind: "soft" })),
        since,
      ),
  })),
  broken("lets profile invalidations never harden", ["deadlines", "a profile invalidation hardens"], (store) =>
    withMarks((mark) => ({ ...withoutDeadline(mark), hard: 0 }))(store),
  ),
  broken(
    "tells a deadline as it was written instead of the time left",
    ["deadlines", "a profile invalidation with expire"],
    (store) =>
      withMarks((mark) =>
        mark.softExpiresInMs === undefined ? mark : { ...mark, softExpiresInMs: mark.softExpiresInMs + mark.ageMs },
      )(store),
  ),
  {
    name: "lets a deadline of the past harden later invalidations",
    caughtBy: ["deadlines", "a passed deadline"],
    create() {
      const everExpired = new Set<string>();
      return (store) =>
        changed(store, {
          ...telling(store, (news) => ({
            ...news,
            marks: news.marks.map((mark) => (everExpired.has(mark.tag) ? { ...mark, hard: mark.soft } : mark)),
          })),
          async append(invalidations, since) {
            const before = await store.news(undefined);
            for (const { tag, hard, soft } of before?.marks ?? []) if (soft > 0 && hard >= soft) everExpired.add(tag);
            return store.append(invalidations, since);
          },
        });
    },
  },
  broken("orders marks by tag", ["news", "marks come in the order"], (store) =>
    telling(store, (news) => ({ ...news, marks: news.marks.toSorted((one, other) => (one.tag < other.tag ? -1 : 1)) })),
  ),
  broken("tells again what was told", ["news", "a caller is told what came after"], (store) => ({
    async news(since) {
      const [news, all] = [await store.news(since), await store.news(undefined)];
      return news && { ...news, marks: all?.marks ?? [] };
    },
  })),
  broken("tells the head without the newest mark", ["news", "the position of an answer"], (store) =>
    telling(store, (news) => ({ ...news, marks: news.marks.slice(0, -1) })),
  ),
  broken("gives every record the same nonce", ["news", "positions grow"], (store) =>
    telling(store, (news) => ({ ...news, position: { ...news.position, nonce: news.position.nonce && "00" } })),
  ),
  broken("compares tags after decoding", ["news", "tags are compared"], (store) => ({
    append: (invalidations, since) =>
      store.append(
        invalidations.map((one) => ({ ...one, tags: one.tags.map((tag) => decodeURIComponent(tag)) })),
        since,
      ),
  })),
  broken("answers null to a caller that knows everything", ["news", "a caller that knows everything"], (store) => ({
    news: async (since) => (await store.news(since)) ?? (null as never),
  })),
  broken("does not look at nonces", ["epochs", "a position whose record"], (store) => ({
    async news(since) {
      const all = await store.news(undefined);
      if (since === undefined || since.epoch !== all?.position.epoch) return all;
      const marks = all.marks.filter((mark) => Math.max(mark.hard, mark.soft) > since.seq);
      return marks.length === 0 ? undefined : { ...all, marks, reset: false };
    },
  })),
  broken("does not notice a caller that is ahead", ["epochs", "a position ahead"], (store) => ({
    async news(since) {
      const all = await store.news(undefined);
      if (since !== undefined && since.epoch === all?.position.epoch && since.seq > all.position.seq) return undefined;
      return store.news(since);
    },
  })),
  broken("does not say that another epoch is a reset", ["epochs", "a caller of another epoch"], (store) =>
    telling(store, (news) => ({ ...news, reset: false })),
  ),
  broken("does not renew", ["epochs", "every process sees"], () => ({ renew: async () => {} })),
  broken("renews whatever epoch it is told", ["epochs", "renewing an epoch that is over"], (store) => ({
    async renew() {
      const news = await store.news(undefined);
      await store.renew(news?.position.epoch ?? "");
    },
  })),
  broken("forgets its floor", ["floor", "a ledger under many tags"], (store) =>
    telling(store, (news) => ({ ...news, floorSeq: 0 })),
  ),
  broken("answers null for a missing entry", ["entries", "an entry that was never written"], (store) => ({
    read: async (key) => (await store.read(key)) ?? (null as never),
  })),
  {
    name: "writes in two steps",
    caughtBy: ["entries", "a reader sees one whole write"],
    create: () => (store) =>
      changed(store, {
        async write(key, entry) {
          const before = (await store.read(key))?.frame ?? new Uint8Array();
          const after = Buffer.concat(entry.frame);
          const half = after.length >> 1;
          await store.write(key, { ...entry, frame: [after.subarray(0, half), before.subarray(half)] });
          for (let wait = 0; wait < 3; wait++) await turn();
          return store.write(key, entry);
        },
      }),
  },
  {
    name: "hands out the same bytes to every reader",
    caughtBy: ["entries", "bytes that a reader changes"],
    create() {
      const kept = new Map<string, StoredEntry>();
      return (store) =>
        changed(store, {
          async read(key) {
            const entry = kept.get(key) ?? (await store.read(key));
            if (entry !== undefined) kept.set(key, entry);
            return entry;
          },
          async write(key, entry) {
            kept.delete(key);
            return store.write(key, entry);
          },
        });
    },
  },
  {
    name: "keeps the writer's own bytes",
    caughtBy: ["entries", "bytes that change after a write"],
    create() {
      const kept = new Map<string, readonly Uint8Array[]>();
      return (store) =>
        changed(store, {
          async read(key) {
            const entry = await store.read(key);
            const frame = kept.get(key);
            return entry && frame ? { ...entry, frame: Buffer.concat(frame) } : entry;
          },
          async write(key, entry) {
            kept.set(key, entry.frame);
            return store.write(key, entry);
          },
        });
    },
  },
  broken("says that it has written before it has", ["entries", "an entry is readable by every process"], (store) => ({
    async write(key, entry) {
      turn()
        .then(() => store.write(key, entry))
        .catch(() => {});
      return "written";
    },
  })),
  broken("cuts keys short", ["entries", "keys that differ"], (store) => ({
    read: (key) => store.read(key.slice(0, 64)),
    write: (key, entry) => store.write(key.slice(0, 64), entry),
  })),
  broken("keeps only the first chunk of a frame", ["entries", "the chunks of a frame"], (store) => ({
    write: (key, entry) => store.write(key, { ...entry, frame: entry.frame.slice(0, 1) }),
  })),
  broken("does not remove", ["entries", "a removed entry is gone"], () => ({ remove: async () => {} })),
  broken("lets an older write replace a newer entry", ["order of writes", "C4 an entry from an older"], (store) => ({
    async write(key, entry) {
      await store.remove(key);
      return store.write(key, entry);
    },
  })),
  broken("never replaces an entry of another epoch", ["order of writes", "an entry of another epoch"], (store) => ({
    write: (key, entry) => store.write(key, { ...entry, position: { ...entry.position, epoch: "c".repeat(32) } }),
  })),
  broken("keeps entries for ever", ["lifetimes", "P13 an entry is gone"], (store) => ({
    write: (key, entry) => store.write(key, { ...entry, ttlMs: 1e15 }),
  })),
  broken("counts lifetimes in 31 bits", ["lifetimes", "P13 a lifetime of 136 years"], (store) => ({
    write: (key, entry) => store.write(key, { ...entry, ttlMs: entry.ttlMs > 0x7fffffff ? 1 : entry.ttlMs }),
  })),
  broken("counts ages from the write", ["lifetimes", "the age of an entry"], (store) => ({
    write: (key, entry) => store.write(key, { ...entry, ageMs: 0 }),
  })),
  broken("tells negative ages", ["lifetimes", "an age is never negative"], (store) => ({
    async read(key) {
      const entry = await store.read(key);
      return entry && { ...entry, ageMs: entry.ageMs - 5 };
    },
  })),
  broken("claims to be shared", ["capabilities", "a shared store"], (store) => ({
    capabilities: { ...store.capabilities, shared: true },
  })),
  broken("claims to be durable", ["capabilities", "a durable store"], (store) => ({
    capabilities: { ...store.capabilities, durable: true },
  })),
  broken("goes on after it was closed", ["closing", "read of a closed store"], () => ({ close: async () => {} })),
  {
    ...broken("never answers", ["news", "an empty ledger"], () => ({ news: () => new Promise(() => {}) })),
    hangs: true,
  },
];
