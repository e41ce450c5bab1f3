import { describe, expect, test } from "vitest";
import { manualClock, turns } from "../test/manual-clock.ts";
import { createMemoryBacking, memoryStore } from "./memory-store.ts";
import { createRuntime } from "./runtime.ts";
import type { Store } from "./store.ts";
import { tagIds } from "./tag-id.ts";
import type { WorkStore } from "./work-store.ts";

describe("a runtime", () => {
  test("comes to know a ledger that takes longer to read than a request may wait", async () => {
    const clock = manualClock();
    const inner = memoryStore({ clock });
    let asked = 0;
    const slow: Store = {
      ...inner,
      async news(since) {
        asked++;
        if (since === undefined) {
          await new Promise<void>((resolve) => {
            clock.schedule(5000, resolve);
          });
        }
        return inner.news(since);
      },
    };
    const runtime = createRuntime({ store: slow, clock, deadlineMs: 500, retryAfterMs: 1000 });
    const first = runtime.refresh();
    await clock.advance(500);
    await first;
    expect(runtime.replica.proven).toBe(false);
    await clock.advance(10_000);
    await runtime.refresh();
    expect(runtime.replica.proven).toBe(true);
    expect(asked).toBeLessThan(12);
    await runtime.close();
  });

  test("refuses to serve and store when another application has claimed its build, and still invalidates", async () => {
    const clock = manualClock();
    const backing = createMemoryBacking();
    const one = createRuntime({ store: memoryStore({ backing, clock }), clock });
    const other = createRuntime({ store: memoryStore({ backing, clock }), clock });
    await expect(one.claim("v1-b-x", "one")).resolves.toBe(true);
    await expect(one.claim("v1-b-x", "one")).resolves.toBe(true);
    await expect(other.claim("v1-b-x", "other")).resolves.toBe(false);
    await other.refresh();
    const { epoch = "" } = other.replica;
    expect(other.judge({ position: { epoch, seq: 0 }, tagIds: [] }, [])).toBe("expired");
    await other.invalidate(["t"]);
    await one.refresh();
    expect(one.replica.size).toBe(1);
    await turns();
    await one.close();
    await other.close();
  });

  test("names the parts of a tag that a response's header would split", async () => {
    const clock = manualClock();
    const backing = createMemoryBacking();
    const runtime = createRuntime({ store: memoryStore({ backing, clock }), clock });
    await runtime.invalidate(["a,b"]);
    expect([...backing.marks.keys()]).toEqual(["a,b", "a", "b"]);
    await runtime.close();
  });

  test("does not let a request's own invalidation cover what it may hold, or what another recorded with it", async () => {
    const clock = manualClock();
    const runtime = createRuntime({ store: memoryStore({ clock }), clock });
    await runtime.refresh();
    await clock.advance(10);
    const request = (kept = 0): WorkStore => {
      const store = { requestStartTime: clock.now(), completedCacheInvocations: new Map(numbered(kept)) };
      return Object.assign(store, { pendingCacheInvocations: new Map() });
    };
    const seqAfter = async (workStore: WorkStore): Promise<number | undefined> => {
      await clock.advance(10);
      return runtime.positions.of({ key: "k", tags: [], begunMs: clock.now(), workStore })?.seq;
    };
    const alone = request();
    await runtime.invalidate(["t"], undefined, alone);
    expect(await seqAfter(alone)).toBe(1);
    // Next.js discards what it kept by the tag that is invalidated, and not by a path.
    const holding = request(1);
    await runtime.invalidate(["_N_T_/shop"], undefined, holding);
    expect(await seqAfter(holding)).toBe(1);
    const together = [request(), request()] as const;
    await Promise.all(together.map((workStore, index) => runtime.invalidate([`t${index}`], undefined, workStore)));
    for (const workStore of together) expect(await seqAfter(workStore)).toBe(2);
    await runtime.close();
  });

  test("that may be behind a little notices that its machine was suspended", async () => {
    const clock = manualClock();
    let suspendedMs = 0;
    const backing = createMemoryBacking();
    const here = createRuntime({
      store: memoryStore({ backing, clock }),
      clock: { ...clock, wall: () => clock.now() + suspendedMs },
      consistency: { maxStalenessMs: 1000 },
    });
    const there = createRuntime({ store: memoryStore({ backing, clock }), clock });
    await here.refresh();
    await there.invalidate(["t"]);
    await here.refresh();
    expect(here.replica.seq).toBe(0);
    suspendedMs = 3_600_000;
    await here.refresh();
    expect(here.replica.seq).toBe(1);
    await here.close();
    await there.close();
  });

  test("stores nothing while it cannot ask the ledger", async () => {
    const clock = manualClock();
    const store = memoryStore({ clock });
    let isAway = false;
    const runtime = createRuntime({
      store: { ...store, news: (since) => (isAway ? Promise.reject(new Error("away")) : store.news(since)) },
      clock,
    });
    await runtime.refresh();
    const { epoch = "", seq } = runtime.replica;
    const made = { kind: "FETCH", tags: [], tagIds: [], meta: {}, body: Buffer.from("x") } as const;
    const write = { entry: { ...made, position: { epoch, seq }, createdMs: clock.now() }, ttlMs: 60_000 };
    isAway = true;
    await runtime.write("k", write);
    expect(await store.read("k")).toBeUndefined();
    isAway = false;
    await runtime.write("k", write);
    expect(await store.read("k")).toBeDefined();
    await runtime.close();
  });

  test("stores nothing that was made from a ledger that was set back since, and is as far again", async () => {
    const clock = manualClock();
    const backing = createMemoryBacking();
    const makes = createRuntime({ store: memoryStore({ backing, clock }), clock });
    const reads = createRuntime({ store: memoryStore({ backing, clock }), clock });
    await makes.refresh();
    await reads.refresh();
    await makes.invalidate(["t"]);
    const { epoch = "", seq } = makes.replica;
    backing.seq = 0;
    backing.marks.clear();
    backing.nonces.clear();
    await reads.invalidate(["t"]);
    expect(reads.replica).toMatchObject({ epoch, seq });
    const made = { kind: "FETCH", tags: ["t"], tagIds: tagIds(["t"]), meta: {}, body: Buffer.from("old") } as const;
    await makes.write("k", { entry: { ...made, position: { epoch, seq }, createdMs: clock.now() }, ttlMs: 60_000 });
    await reads.refresh();
    expect(await reads.read("k", { kind: "FETCH" })).toMatchObject({ verdict: "missing" });
    await makes.close();
    await reads.close();
  });
});

function numbered(count: number): [string, string][] {
  return Array.from({ length: count }, (_, index) => [`call ${index}`, "kept"]);
}
