import { describe, expect, test } from "vitest";
import { manualClock, turns } from "../test/manual-clock.ts";
import { createLedgerReplica, type LedgerReplica, type LedgerSource } from "./ledger-replica.ts";
import { createMemoryBacking, memoryStore } from "./memory-store.ts";
import type { News, Position } from "./store.ts";
import { tagId } from "./tag-id.ts";
import { verdict } from "./verdict.ts";

/** A source whose answers come when the test says so. */
function scriptedSource() {
  const asked: { since: Position | undefined; answer(news?: News): void; fail(): void }[] = [];
  const source: LedgerSource = {
    news: (since) =>
      new Promise((resolve, reject) => {
        asked.push({ since, answer: resolve, fail: () => reject(new Error("away")) });
      }),
    append: async () => Promise.reject(new Error("unused")),
    renew: async () => Promise.reject(new Error("unused")),
  };
  return { source, asked };
}

const position = (seq: number, epoch = "e"): Position => ({ epoch, seq, nonce: `n${seq}` });
const opened: News = { position: position(0), floorSeq: 0, marks: [], reset: true };

describe("a refresh", () => {
  test("is shared by all that began before it was sent, and by none that began later", async () => {
    const { source, asked } = scriptedSource();
    const replica = createLedgerReplica(source, manualClock());
    const first = replica.refresh();
    const second = replica.refresh();
    await turns();
    expect(asked).toHaveLength(1);
    const third = replica.refresh();
    await turns();
    expect(asked).toHaveLength(1);
    asked[0]?.answer(opened);
    await Promise.all([first, second]);
    await turns();
    expect(asked).toHaveLength(2);
    asked[1]?.answer();
    await expect(third).resolves.toBe(true);
  });

  test("that failed leaves the replica unproven until one that was sent later succeeds (hole 11)", async () => {
    const clock = manualClock();
    const { source, asked } = scriptedSource();
    const replica = createLedgerReplica(source, clock);
    const slow = replica.refresh();
    await turns();
    await clock.advance(10);
    // Sent only when the slow one has ended: its late answer cannot pass for an answer to this one.
    const later = replica.refresh();
    await turns();
    expect(asked).toHaveLength(1);
    asked[0]?.answer(opened);
    await slow;
    await turns();
    expect(replica.provenUntilMs).toBe(clock.now() - 10);
    asked[1]?.fail();
    await expect(later).resolves.toBe(false);
    expect(replica.proven).toBe(false);
    const last = replica.refresh();
    await turns();
    asked[2]?.answer();
    await last;
    expect(replica.proven).toBe(true);
  });
});

describe("a large ledger", () => {
  const marks = Array.from({ length: 25_000 }, (_, index) => ({
    tag: `t${index}`,
    hard: index + 1,
    soft: 0,
    ageMs: 0,
  }));
  const large: News = { position: position(25_000), floorSeq: 0, marks, reset: true };

  test("is read a slice at a time, and known in one turn", async () => {
    const { source, asked } = scriptedSource();
    const replica = createLedgerReplica(source, manualClock());
    let known = false;
    const refresh = replica.refresh().then(() => (known = true));
    await turns();
    asked[0]?.answer(large);
    const seen: string[] = [];
    while (!known) {
      seen.push(`${replica.size} marks up to ${replica.seq}`);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await refresh;
    expect(seen.length).toBeGreaterThan(2);
    expect(new Set(seen)).toEqual(new Set(["0 marks up to 0"]));
    expect([replica.size, replica.seq]).toEqual([25_000, 25_000]);
    expect(replica.mark(tagId("t24999"))?.hard).toBe(25_000);
  });

  test("is not asked for again while it is read", async () => {
    const { source, asked } = scriptedSource();
    const replica = createLedgerReplica(source, manualClock());
    const learned = replica.learn(undefined, large, 0);
    void replica.refresh();
    await learned;
    await turns();
    expect(asked.map(({ since }) => since)).toEqual([large.position]);
  });

  test("that is older than what has become known meanwhile adds nothing", async () => {
    const { source } = scriptedSource();
    const replica = createLedgerReplica(source, manualClock());
    await replica.learn(undefined, opened, 0);
    const learned = replica.learn(opened.position, large, 0);
    const newer = { tag: "t0", hard: 25_001, soft: 0, ageMs: 0 };
    const summary: News = { position: position(25_001), floorSeq: 25_000, marks: [newer], reset: true };
    await replica.learn(opened.position, summary, 0);
    await learned;
    expect([replica.size, replica.seq]).toEqual([1, 25_001]);
  });
});

test("a ledger that is another one in every answer is given up, and proves nothing", async () => {
  const clock = manualClock();
  let answers = 0;
  const replica: LedgerReplica = createLedgerReplica(
    {
      async news() {
        // Somebody else's answer comes first, each time.
        const epoch = `e${++answers}`;
        void replica.learn(
          replica.position,
          { ...opened, position: { epoch: `other ${epoch}`, seq: 0, nonce: "" } },
          0,
        );
        return { ...opened, position: { epoch, seq: 0, nonce: "" } };
      },
      append: async () => Promise.reject(new Error("unused")),
      renew: async () => Promise.reject(new Error("unused")),
    },
    clock,
  );
  await expect(replica.refresh()).resolves.toBe(false);
  expect(replica.proven).toBe(false);
  expect(answers).toBe(3);
});

describe("an epoch that was left and is there again, because the store was set back to it", () => {
  /** A store whose epoch the test decides on, and who renewed it. */
  function setBack() {
    const renewed: string[] = [];
    const state = { epoch: "first" };
    const news = (): News => ({ ...opened, position: position(1, state.epoch) });
    const source: LedgerSource = {
      news: async () => news(),
      append: async () => ({ seq: 1, alone: true, news: news() }),
      async renew(epoch) {
        renewed.push(epoch);
        if (state.epoch === epoch) state.epoch = "third";
      },
    };
    return { state, renewed, replica: createLedgerReplica(source, manualClock()) };
  }

  test("is ended instead of being believed", async () => {
    const { state, renewed, replica } = setBack();
    await replica.refresh();
    state.epoch = "second";
    await replica.refresh();
    state.epoch = "first";
    await expect(replica.refresh()).resolves.toBe(true);
    expect(renewed).toEqual(["first"]);
    expect(replica.epoch).toBe("third");
  });

  test("is ended by an append as well", async () => {
    const { state, renewed, replica } = setBack();
    await replica.refresh();
    state.epoch = "second";
    await replica.refresh();
    state.epoch = "first";
    await replica.append([{ tags: ["x"], kind: "hard" }]);
    expect(renewed).toEqual(["first"]);
    expect(replica.epoch).toBe("third");
  });

  test("is not taken over from a late answer", async () => {
    const { state, replica } = setBack();
    await replica.refresh();
    state.epoch = "second";
    await replica.refresh();
    await replica.learn(replica.position, { ...opened, position: position(1, "first") }, 0);
    expect(replica.epoch).toBe("second");
  });
});

describe("a machine that was suspended, so that its monotonic clock stood still", () => {
  function suspendable(maxMarks = 1000) {
    const clock = manualClock();
    let suspendedMs = 0;
    let steppedMs = 0;
    const storeTime = (): number => clock.now() + suspendedMs;
    const asleep = { ...clock, wall: () => storeTime() + steppedMs };
    const backing = createMemoryBacking();
    const store = memoryStore({ backing, clock: { ...clock, now: storeTime }, maxMarks });
    const suspend = (ms: number): void => void (suspendedMs += ms);
    const step = (ms: number): void => void (steppedMs += ms);
    const asked: (Position | undefined)[] = [];
    const gates: Promise<void>[] = [];
    const source: LedgerSource = {
      async news(since) {
        asked.push(since);
        const news = await store.news(since);
        await gates.shift();
        return news;
      },
      append: (records, since) => store.append(records, since),
      renew: (epoch) => store.renew(epoch),
    };
    return { replica: createLedgerReplica(source, asleep), clock, backing, suspend, step, asked, gates };
  }

  test("asks anew for what was to turn hard meanwhile", async () => {
    const { replica, clock, suspend } = suspendable();
    await replica.refresh();
    await replica.append([{ tags: ["x"], kind: "soft", expireSeconds: 60 }]);
    const judge = () => verdict({ epoch: replica.epoch ?? "", seq: 0 }, [[tagId("x")]], replica, clock.now());
    expect(judge()).toBe("stale");
    suspend(61_000);
    await replica.refresh();
    expect(judge()).toBe("expired");
  });

  test("asks again when its own append has overtaken what it was told anew", async () => {
    const { replica, clock, suspend, gates } = suspendable();
    await replica.refresh();
    await replica.append([{ tags: ["x"], kind: "soft", expireSeconds: 60 }]);
    suspend(61_000);
    let open = (): void => {};
    gates.push(new Promise((resolve) => (open = resolve)));
    const refreshed = replica.refresh();
    await turns();
    await replica.append([{ tags: ["y"], kind: "hard" }]);
    open();
    expect(await refreshed).toBe(true);
    const entry = { epoch: replica.epoch ?? "", seq: 0 };
    expect(verdict(entry, [[tagId("x")]], replica, clock.now())).toBe("expired");
  });

  test("asks anew although its wall clock was set back meanwhile, or before", async () => {
    const { replica, suspend, step, asked } = suspendable();
    await replica.refresh();
    suspend(2000);
    step(-3_600_000);
    await replica.refresh();
    step(-900);
    await replica.refresh();
    suspend(1800);
    await replica.refresh();
    expect(asked.map((since) => since === undefined)).toEqual([true, true, false, false, true, false]);
  });

  test("notices that the ledger was set back meanwhile, and is as far again", async () => {
    const { replica, clock, backing, suspend } = suspendable();
    await replica.refresh();
    await replica.append([{ tags: ["x"], kind: "hard" }]);
    const { epoch } = replica;
    suspend(5000);
    backing.seq = 0;
    backing.marks.clear();
    backing.nonces.clear();
    await memoryStore({ backing, clock }).append([{ tags: ["y"], kind: "hard" }], undefined);
    await replica.refresh();
    expect(replica.epoch).not.toBe(epoch);
  });

  test("keeps no marks below the floor of what it is told anew", async () => {
    const { replica, suspend } = suspendable(2);
    await replica.refresh();
    await replica.append([{ tags: ["a", "b", "c"], kind: "hard" }]);
    suspend(5000);
    await replica.refresh();
    expect(replica.size).toBe(0);
  });

  test("asks for everything once, not at each refresh", async () => {
    const { replica, suspend, asked } = suspendable();
    await replica.refresh();
    suspend(5000);
    await replica.refresh();
    await replica.refresh();
    expect(asked.map((since) => since === undefined)).toEqual([true, true, false, false]);
  });
});

describe("the replica", () => {
  test("never moves past marks that it has not got, also by its own append (hole 5)", async () => {
    const clock = manualClock();
    const backing = createMemoryBacking();
    const here = createLedgerReplica(memoryStore({ backing, clock }), clock);
    const there = createLedgerReplica(memoryStore({ backing, clock }), clock);
    await here.refresh();
    await there.refresh();
    await here.append([{ tags: ["x"], kind: "hard" }]);
    await here.append([{ tags: ["y"], kind: "hard" }]);
    const appended = await there.append([{ tags: ["z"], kind: "hard" }]);
    expect(appended.alone).toBe(false);
    expect(there.seq).toBe(3);
    for (const tag of ["x", "y", "z"]) expect(there.mark(tagId(tag))?.hard).toBeGreaterThan(0);
  });

  test("keeps a tag's stale-while-revalidate after a short expire of the past (hole 16)", async () => {
    const clock = manualClock();
    const backing = createMemoryBacking();
    const store = memoryStore({ backing, clock });
    const longLived = createLedgerReplica(store, clock);
    await longLived.refresh();
    await longLived.append([{ tags: ["x"], kind: "soft", expireSeconds: 60 }]);
    await clock.advance(120_000);
    const entry = { epoch: longLived.epoch ?? "", seq: longLived.seq };
    await longLived.append([{ tags: ["x"], kind: "soft", expireSeconds: 3600 }]);
    const started = createLedgerReplica(store, clock);
    await started.refresh();
    for (const replica of [longLived, started]) {
      expect(verdict(entry, [[tagId("x")]], replica, clock.now())).toBe("stale");
    }
  });

  test("applies a record once, however often it is answered", async () => {
    const clock = manualClock();
    const { source, asked } = scriptedSource();
    const replica = createLedgerReplica(source, clock);
    const soft = { tag: "x", hard: 0, soft: 1, ageMs: 0, softExpiresInMs: 1000 };
    const done = replica.refresh();
    await turns();
    asked[0]?.answer({ position: position(1), floorSeq: 0, marks: [soft], reset: true });
    await done;
    await clock.advance(5000);
    const again = replica.refresh();
    await turns();
    asked[1]?.answer({
      position: position(2),
      floorSeq: 0,
      marks: [
        { ...soft, softExpiresInMs: -4000, ageMs: 5000 },
        { tag: "x", hard: 0, soft: 2, ageMs: 0 },
      ],
      reset: false,
    });
    await again;
    expect(verdict({ epoch: "e", seq: 1 }, [[tagId("x")]], replica, clock.now())).toBe("stale");
  });

  test("drops everything with a new epoch, and says so", async () => {
    const clock = manualClock();
    const backing = createMemoryBacking();
    const store = memoryStore({ backing, clock });
    let renewals = 0;
    const replica = createLedgerReplica(store, clock, () => renewals++);
    await replica.refresh();
    await replica.append([{ tags: ["x"], kind: "hard" }]);
    await store.renew(replica.epoch ?? "");
    await replica.refresh();
    expect(renewals).toBe(2);
    expect(replica.size).toBe(0);
    expect(replica.seq).toBe(0);
  });

  test("makes a rewound ledger start a new epoch (hole 6)", async () => {
    const clock = manualClock();
    const backing = createMemoryBacking();
    const replica = createLedgerReplica(memoryStore({ backing, clock }), clock);
    await replica.refresh();
    const epoch = replica.epoch;
    for (const tag of ["a", "b", "c"]) await replica.append([{ tags: [tag], kind: "hard" }]);
    // Restored from a copy of before, and grown past the old head with other records.
    backing.seq = 1;
    backing.nonces.delete(2);
    backing.nonces.delete(3);
    const other = createLedgerReplica(memoryStore({ backing, clock }), clock);
    await other.refresh();
    for (const tag of ["d", "e", "f"]) await other.append([{ tags: [tag], kind: "hard" }]);
    await replica.refresh();
    expect(replica.epoch).not.toBe(epoch);
  });

  test("shrinks when the floor rises", async () => {
    const clock = manualClock();
    const backing = createMemoryBacking();
    const store = memoryStore({ backing, clock, maxMarks: 10 });
    const replica = createLedgerReplica(store, clock);
    await replica.refresh();
    for (let index = 0; index < 100; index++) await replica.append([{ tags: [`t${index}`], kind: "hard" }]);
    expect(replica.size).toBe(10);
    expect(verdict({ epoch: replica.epoch ?? "", seq: 50 }, [[]], replica, clock.now())).toBe("expired");
  });
});
