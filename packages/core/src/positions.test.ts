import { beforeEach, describe, expect, test } from "vitest";
import { type ManualClock, manualClock } from "../test/manual-clock.ts";
import { createLedgerReplica, type LedgerReplica } from "./ledger-replica.ts";
import { createLineage } from "./lineage.ts";
import { createMemoryBacking, memoryStore } from "./memory-store.ts";
import { createPositions, type Positions } from "./positions.ts";
import type { Store } from "./store.ts";
import { tagIds } from "./tag-id.ts";
import type { WorkStore } from "./work-store.ts";

let clock: ManualClock;
let here: LedgerReplica;
let there: LedgerReplica;
let positions: Positions;
let store: Store;

beforeEach(async () => {
  clock = manualClock();
  const backing = createMemoryBacking();
  store = memoryStore({ backing, clock });
  here = createLedgerReplica(store, clock);
  there = createLedgerReplica(memoryStore({ backing, clock }), clock);
  positions = createPositions(
    here,
    createLineage(here, () => clock.now()),
    clock,
  );
  await here.refresh();
  await there.refresh();
  await clock.advance(10);
});

const request = (): WorkStore => ({ requestStartTime: clock.now() });
const seqOf = (begunMs: number, workStore?: WorkStore): number | undefined =>
  positions.of({ key: "k", tags: tagIds(["x"]), begunMs, workStore })?.seq;

/** The calls that Next.js has registered for a request and not finished. */
function withCalls(workStore: WorkStore, count: number): WorkStore {
  const calls = Array.from({ length: count }, (_, index) => [`call ${index}`, Promise.resolve()] as const);
  return Object.assign(workStore, { pendingCacheInvocations: new Map(calls) });
}

async function invalidateElsewhere(tag: string): Promise<void> {
  await there.append([{ tags: [tag], kind: "hard" }]);
  await here.refresh();
  await clock.advance(10);
}

describe("the position of a generation", () => {
  test("is the one known when its request began, however late in it the generation begins (hole 2)", async () => {
    const workStore = request();
    await clock.advance(1000);
    await invalidateElsewhere("x");
    expect(seqOf(clock.now(), workStore)).toBe(0);
    expect(seqOf(clock.now(), request())).toBe(1);
  });

  test("is the one known when its request first asked, as long as it held nothing by then", async () => {
    const workStore = request();
    await there.append([{ tags: ["x"], kind: "hard" }]);
    const entered = positions.enter(withCalls(workStore, 1), 1);
    await here.refresh();
    entered();
    await clock.advance(10);
    expect(seqOf(clock.now(), workStore)).toBe(1);
  });

  test("is the one known when its request began, if it may have joined another before it first asked", async () => {
    const workStore = request();
    await there.append([{ tags: ["x"], kind: "hard" }]);
    const entered = positions.enter(withCalls(workStore, 2), 1);
    await here.refresh();
    entered();
    await clock.advance(10);
    expect(seqOf(clock.now(), workStore)).toBe(0);
  });

  test("is the one known when its request began, if it may have joined another while it waited for news", async () => {
    const workStore = request();
    await there.append([{ tags: ["x"], kind: "hard" }]);
    const entered = positions.enter(withCalls(workStore, 1), 1);
    positions.shared();
    withCalls(workStore, 2);
    await here.refresh();
    entered();
    await clock.advance(10);
    expect(seqOf(clock.now(), workStore)).toBe(0);
  });

  test("is the one known when its request began, if Next.js let that read past the handlers", async () => {
    const workStore: WorkStore = { ...request(), isOnDemandRevalidate: true };
    await there.append([{ tags: ["x"], kind: "hard" }]);
    const entered = positions.enter(withCalls(workStore, 1), 1);
    await here.refresh();
    entered();
    await clock.advance(10);
    expect(seqOf(clock.now(), workStore)).toBe(0);
  });

  test("follows the request's own invalidation when nobody else recorded anything in between", async () => {
    const workStore = request();
    const since = here.position;
    const appended = await here.append([{ tags: ["x"], kind: "hard" }]);
    positions.followOwn(workStore, since, appended);
    await clock.advance(10);
    expect(seqOf(clock.now(), workStore)).toBe(1);
  });

  test("does not follow it when somebody else did", async () => {
    const workStore = request();
    await there.append([{ tags: ["y"], kind: "hard" }]);
    const since = here.position;
    const appended = await here.append([{ tags: ["x"], kind: "hard" }]);
    positions.followOwn(workStore, since, appended);
    expect(seqOf(clock.now(), workStore)).toBe(0);
  });

  test("does not follow it when the request began before a record of somebody else was known", async () => {
    const workStore = request();
    await invalidateElsewhere("y");
    const since = here.position;
    const appended = await here.append([{ tags: ["x"], kind: "hard" }]);
    expect(appended.alone).toBe(true);
    positions.followOwn(workStore, since, appended);
    expect(seqOf(clock.now(), workStore)).toBe(0);
  });

  test("is unknown when nothing was known before the request began", async () => {
    const early: WorkStore = { requestStartTime: 1 };
    expect(seqOf(clock.now(), early)).toBeUndefined();
  });

  test("is unknown across epochs", async () => {
    const workStore = request();
    const asked = { epoch: here.epoch ?? "", seq: here.seq, atMs: clock.now() };
    await store.renew(here.epoch ?? "");
    await here.refresh();
    await clock.advance(10);
    expect(seqOf(clock.now(), workStore)).toBeUndefined();
    expect(positions.of({ key: "k", tags: [], begunMs: clock.now(), workStore, asked })).toBeUndefined();
  });

  test("is a minute old where the request cannot be told, but not older than the process", async () => {
    await invalidateElsewhere("x");
    expect(seqOf(clock.now())).toBe(0);
    await clock.advance(61_000);
    expect(seqOf(clock.now())).toBe(1);
  });

  test("is not the first of a renewed epoch where the request cannot be told", async () => {
    await store.renew(here.epoch ?? "");
    await here.refresh();
    await clock.advance(10);
    expect(seqOf(clock.now())).toBeUndefined();
    await clock.advance(61_000);
    expect(seqOf(clock.now())).toBe(0);
  });

  test("of a response is the one at which it was asked for", async () => {
    const asked = { epoch: here.epoch ?? "", seq: here.seq, atMs: clock.now() };
    await invalidateElsewhere("x");
    const generation = { key: "p", tags: tagIds(["x"]), begunMs: asked.atMs, workStore: undefined, asked };
    expect(positions.of({ ...generation, isResponse: true })?.seq).toBe(0);
  });
});
