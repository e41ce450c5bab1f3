import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { describe, expect, onTestFinished, test } from "vitest";
import { type ManualClock, manualClock } from "../test/manual-clock.ts";
import type { Events } from "./channels.ts";
import type { Entry } from "./entry.ts";
import { createMemoryBacking, memoryStore } from "./memory-store.ts";
import type { ReadOutcome, ReadRequest } from "./reading.ts";
import { createRuntime, type Runtime } from "./runtime.ts";
import type { RuntimeOptions } from "./runtime-options.ts";
import type { Store } from "./store.ts";
import { tagIds } from "./tag-id.ts";

const WAIT_MS = 500;
const KEY = "v1-u-cold";

type Change = (store: Store) => Partial<Store>;

interface Fleet {
  readonly clock: ManualClock;
  /** How often a store was asked, by method. */
  readonly calls: Map<string, number>;
  start(change?: Change, options?: Partial<RuntimeOptions>): Promise<Runtime>;
}

/** Processes that share a store, in a time that stands still. */
function fleet(): Fleet {
  const clock = manualClock();
  const backing = createMemoryBacking();
  const calls = new Map<string, number>();
  return {
    clock,
    calls,
    async start(change = () => ({}), options = {}) {
      const inner = memoryStore({ backing, clock });
      const counted: Store = { ...inner, ...change(inner) };
      for (const method of ["read", "lease"] as const) {
        const call = counted[method]?.bind(counted) as ((...given: unknown[]) => unknown) | undefined;
        if (call === undefined) continue;
        const counting = (...given: unknown[]): unknown => {
          calls.set(method, (calls.get(method) ?? 0) + 1);
          return call(...given);
        };
        Object.assign(counted, { [method]: counting });
      }
      const runtime = createRuntime({ store: counted, clock, deadlineMs: 2000, coldMissWaitMs: WAIT_MS, ...options });
      onTestFinished(() => runtime.close());
      await runtime.refresh();
      return runtime;
    },
  };
}

interface Asked {
  readonly outcome: Promise<ReadOutcome>;
  /** What came of it, `"waiting"` as long as nothing did. */
  verdict: ReadOutcome["verdict"] | "waiting";
}

function ask(runtime: Runtime, key: string = KEY, changes: Partial<ReadRequest> = {}): Asked {
  const request: ReadRequest = { kind: "use-cache", ...changes };
  const outcome = runtime.read(key, request).then((found) => runtime.awaitEntry(key, request, found));
  const asked: Asked = { outcome, verdict: "waiting" };
  void outcome.then(({ verdict }) => (asked.verdict = verdict));
  return asked;
}

function entryOf({ clock, replica }: Runtime, tags: string[] = []): Entry {
  const { epoch = "", seq } = replica;
  const body = Buffer.from("made");
  const createdMs = clock.now();
  return { kind: "use-cache", position: { epoch, seq }, tags, tagIds: tagIds(tags), createdMs, meta: {}, body };
}

const make = (runtime: Runtime, tags?: string[], key: string = KEY): Promise<void> =>
  runtime.write(key, { entry: entryOf(runtime, tags), ttlMs: 600_000 });

function readsOf(): Events["tagledger:read"][] {
  const events: Events["tagledger:read"][] = [];
  const note = (event: unknown): void => void events.push(event as Events["tagledger:read"]);
  subscribe("tagledger:read", note);
  onTestFinished(() => void unsubscribe("tagledger:read", note));
  return events;
}

describe("of many processes that find nothing", () => {
  test("one is told so at once, and the others get what it makes", async () => {
    const { clock, start } = fleet();
    const runtimes = await Promise.all(Array.from({ length: 10 }, () => start()));
    const asked = runtimes.map((runtime) => ask(runtime));
    await clock.advance(200);
    const makers = asked.filter(({ verdict }) => verdict === "missing");
    expect(makers).toHaveLength(1);
    expect(asked.filter(({ verdict }) => verdict === "waiting")).toHaveLength(9);
    await make(runtimes[asked.indexOf(makers[0] as Asked)] as Runtime);
    await clock.advance(50);
    expect(asked.filter(({ verdict }) => verdict === "fresh")).toHaveLength(9);
  });
  test("a read that waited says for how long", async () => {
    const { clock, start } = fleet();
    const [one, other] = [await start(), await start()];
    const events = readsOf();
    ask(one);
    await clock.advance(0);
    ask(other);
    await clock.advance(15);
    await make(one);
    await clock.advance(50);
    expect(events.map(({ verdict, waitedMs }) => [verdict, waitedMs])).toEqual([
      ["missing", undefined],
      ["missing", undefined],
      ["fresh", 30],
    ]);
  });
  test("what expires again while it is waited for is made by another", async () => {
    const { clock, start } = fleet();
    const [one, other, third] = [await start(), await start(), await start()];
    ask(one);
    await clock.advance(0);
    const asked = [ask(other), ask(third)];
    await clock.advance(5);
    const old = entryOf(one, ["t"]);
    await one.invalidate(["t"]);
    await one.write(KEY, { entry: old, ttlMs: 600_000 });
    await Promise.all([other.refresh(), third.refresh()]);
    await clock.advance(20);
    expect(asked.map(({ verdict }) => verdict).toSorted()).toEqual(["expired", "waiting"]);
  });
  test("what has expired is waited for like what is absent", async () => {
    const { clock, start } = fleet();
    const [one, other] = [await start(), await start()];
    await make(one, ["t"]);
    await one.invalidate(["t"]);
    await other.refresh();
    const asked = [ask(one), ask(other)];
    await clock.advance(0);
    expect(asked.map(({ verdict }) => verdict)).toEqual(["expired", "waiting"]);
    await make(one, ["t"]);
    await clock.advance(50);
    expect(asked[1]?.verdict).toBe("fresh");
  });
  test("and what has outlived itself, whatever its tags say", async () => {
    const { clock, start } = fleet();
    const [one, other] = [await start(), await start()];
    const isOver = (_entry: Entry, ageMs: number): boolean => ageMs > 60_000;
    await make(one);
    await clock.advance(60_001);
    const asked = [ask(one, KEY, { isOver }), ask(other, KEY, { isOver })];
    await clock.advance(0);
    expect(asked.map(({ verdict }) => verdict)).toEqual(["fresh", "waiting"]);
    await make(one);
    await clock.advance(50);
    expect((await asked[1]?.outcome)?.ageMs).toBeLessThanOrEqual(50);
  });
  test("those of one process look together", async () => {
    const { clock, calls, start } = fleet();
    const [one, other] = [await start(), await start()];
    ask(one);
    await clock.advance(0);
    const crowd = Array.from({ length: 100 }, () => ask(other));
    await clock.advance(0);
    calls.clear();
    await clock.advance(WAIT_MS);
    expect(calls.get("read")).toBeLessThan(20);
    expect(calls.get("lease")).toBeUndefined();
    expect(crowd.every(({ verdict }) => verdict === "missing")).toBe(true);
  });
});

describe("nobody waits", () => {
  test("for what its own process makes, however long that takes", async () => {
    const { clock, calls, start } = fleet();
    const runtime = await start();
    const first = [ask(runtime), ask(runtime)];
    await clock.advance(WAIT_MS / 2);
    const later = ask(runtime);
    await clock.advance(WAIT_MS / 2 - 1);
    const last = ask(runtime);
    await clock.advance(1);
    const lapsed = ask(runtime);
    await clock.advance(0);
    const verdicts = [...first, later, last, lapsed].map(({ verdict }) => verdict);
    expect(verdicts).toEqual(verdicts.map(() => "missing"));
    expect(calls.get("lease")).toBe(1);
  });
  test("longer than the bound for a maker that has died", async () => {
    const { clock, start } = fleet();
    const [one, other] = [await start(), await start()];
    ask(one);
    await clock.advance(0);
    const asked = ask(other);
    await clock.advance(WAIT_MS - 1);
    expect(asked.verdict).toBe("waiting");
    await clock.advance(1);
    expect(asked.verdict).toBe("missing");
  });
  test("for what is stale: it is served, and stays stale", async () => {
    const { clock, calls, start } = fleet();
    const [one, other] = [await start(), await start()];
    await make(one, ["t"]);
    await one.invalidate(["t"], { expire: 3600 });
    await other.refresh();
    const asked = [ask(one), ask(other)];
    await clock.advance(0);
    expect(asked.map(({ verdict }) => verdict)).toEqual(["stale", "stale"]);
    expect(calls.get("lease")).toBeUndefined();
  });
  test("twice in a minute for what is never stored", async () => {
    const { clock, start } = fleet();
    const [one, other] = [await start(), await start()];
    for (const expected of ["waiting", "missing", "missing"] as const) {
      ask(one);
      await clock.advance(0);
      const asked = ask(other);
      await clock.advance(WAIT_MS - 1);
      expect(asked.verdict).toBe(expected);
      await clock.advance(1);
    }
    await clock.advance(60_000);
    ask(one);
    await clock.advance(0);
    const asked = ask(other);
    await clock.advance(WAIT_MS - 1);
    expect(asked.verdict).toBe("waiting");
  });
  test.each<[string, Change, Partial<RuntimeOptions>, Partial<ReadRequest>]>([
    [
      "on a store that does not lease",
      ({ lease: _none, ...store }) => ({ ...store, lease: undefined as never }),
      {},
      {},
    ],
    ["where waiting is off", () => ({}), { coldMissWaitMs: 0 }, {}],
    ["in next build", () => ({}), { building: true }, {}],
    ["for what is only in memory", () => ({}), {}, { tier: "near" }],
    ["where leases fail", () => ({ lease: () => Promise.reject(new Error("no")) }), {}, {}],
  ])("%s", async (_where, change, options, request) => {
    const { clock, start } = fleet();
    const [one, other] = [await start(), await start(change, options)];
    ask(one);
    await clock.advance(0);
    const asked = ask(other, KEY, request);
    await clock.advance(0);
    expect(asked.verdict).toBe("missing");
  });
  test("longer than the bound for a lease that hangs, and not at all once that is known", async () => {
    const { clock, start } = fleet();
    const change = (): Partial<Store> => ({ lease: () => new Promise(() => {}) });
    const runtime = await start(change, { deadlineMs: 300, retryAfterMs: 10_000 });
    const asked = ask(runtime);
    await clock.advance(300);
    expect(asked.verdict).toBe("missing");
    const next = ask(runtime, "v1-u-next");
    await clock.advance(0);
    expect(next.verdict).toBe("missing");
    const patient = await start(change);
    const slow = ask(patient);
    await clock.advance(WAIT_MS);
    expect(slow.verdict).toBe("missing");
  });
  test("on, when the store fails while they do", async () => {
    const { clock, start } = fleet();
    let fails = false;
    const one = await start();
    const other = await start((store) => ({
      read: (key) => (fails ? Promise.reject(new Error("gone")) : store.read(key)),
    }));
    ask(one);
    await clock.advance(0);
    const asked = ask(other);
    await clock.advance(20);
    fails = true;
    await clock.advance(20);
    expect(asked.verdict).toBe("missing");
  });
  test("longer than the bound when the store hangs while they do", async () => {
    const { clock, start } = fleet();
    let hangs = false;
    const one = await start();
    const other = await start((store) => ({ read: (key) => (hangs ? new Promise(() => {}) : store.read(key)) }));
    ask(one);
    await clock.advance(0);
    const asked = ask(other);
    await clock.advance(20);
    hangs = true;
    await clock.advance(WAIT_MS - 20);
    expect(asked.verdict).toBe("missing");
  });
  test("where the ledger is not known, or an invalidation of their own is not recorded", async () => {
    const { clock, start } = fleet();
    let fails = false;
    const one = await start();
    const failing: Change = (store) => ({
      news: (since) => (fails ? Promise.reject(new Error("gone")) : store.news(since)),
      append: (records, since) => (fails ? Promise.reject(new Error("gone")) : store.append(records, since)),
    });
    const [unproven, unrecorded] = [await start(failing), await start(failing)];
    fails = true;
    await clock.advance(1);
    await unproven.refresh();
    await expect(unrecorded.invalidate(["t"])).rejects.toThrow(/TL-NOT-RECORDED/);
    ask(one);
    await clock.advance(0);
    const asked = [ask(unproven), ask(unrecorded)];
    await clock.advance(0);
    expect(asked.map(({ verdict }) => verdict)).toEqual(["missing", "missing"]);
  });
});

test("what was waited for is judged by what the ledger says when it is served", async () => {
  const { clock, start } = fleet();
  const [one, other] = [await start(), await start()];
  ask(one);
  await clock.advance(0);
  const asked = ask(other);
  await clock.advance(15);
  await make(one, ["t"]);
  await one.invalidate(["t"]);
  await clock.advance(20);
  expect(asked.verdict).toBe("expired");
});

describe("requests that need what the other makes", () => {
  /** A cached function that calls another one before it is done. */
  const generate = async (runtime: Runtime, key: string, inner: string): Promise<void> => {
    if ((await ask(runtime, key).outcome).verdict === "fresh") return;
    if ((await ask(runtime, inner).outcome).verdict !== "fresh") await make(runtime, [], inner);
    await make(runtime, [], key);
  };

  test("do not wait for each other in one process", async () => {
    const { clock, calls, start } = fleet();
    const runtime = await start();
    let done = 0;
    void generate(runtime, "v1-u-a", "v1-u-b").then(() => done++);
    void generate(runtime, "v1-u-b", "v1-u-a").then(() => done++);
    await clock.advance(0);
    expect(done).toBe(2);
    expect(calls.get("lease")).toBe(2);
  });
  test("are held up by the bound in two, and no longer", async () => {
    const { clock, start } = fleet();
    const [one, other] = [await start(), await start()];
    let done = 0;
    void generate(one, "v1-u-a", "v1-u-b").then(() => done++);
    void generate(other, "v1-u-b", "v1-u-a").then(() => done++);
    await clock.advance(WAIT_MS - 1);
    expect(done).toBe(0);
    await clock.advance(1);
    expect(done).toBe(2);
  });
});
