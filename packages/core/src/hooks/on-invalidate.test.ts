import { describe, expect, onTestFinished, test } from "vitest";
import { type ManualClock, manualClock } from "../../test/manual-clock.ts";
import { type Events, listen, publish } from "../channels.ts";
import { memoryStore } from "../memory-store.ts";
import { createRuntime } from "../runtime.ts";
import type { Store } from "../store.ts";
import { type InvalidatedBatch, onInvalidate, type OnInvalidateOptions } from "./on-invalidate.ts";

interface Arranged {
  readonly clock: ManualClock;
  readonly batches: InvalidatedBatch[];
  readonly told: Events["tagledger:hook"][];
  readonly hook: ReturnType<typeof onInvalidate>;
}

function arrange(
  react: (batch: InvalidatedBatch) => unknown = () => {},
  options: Partial<OnInvalidateOptions> = {},
): Arranged {
  const clock = manualClock();
  const batches: InvalidatedBatch[] = [];
  const told: Events["tagledger:hook"][] = [];
  const hook = onInvalidate(
    (batch) => {
      batches.push(batch);
      return react(batch);
    },
    { clock, random: { hex: () => "ffff" }, ...options },
  );
  onTestFinished(hook.stop);
  onTestFinished(listen("tagledger:hook", (event) => told.push(event)));
  return { clock, batches, told, hook };
}

function recorded(tags: readonly string[], kind: "hard" | "soft" = "hard"): void {
  publish("tagledger:invalidate", () => ({ tags, kind, recorded: true, seq: 1, durationMs: 1 }));
}

const away = (): never => {
  throw new Error("away");
};

describe("what was invalidated", () => {
  test("is handed out together, each name once, tags and paths apart", async () => {
    const { clock, batches, told } = arrange();
    recorded(["a", "_N_T_/blog", "b"]);
    recorded(["b", "c", "_N_T_/blog/[slug]/page"]);
    expect(batches).toEqual([]);
    await clock.advance(100);
    expect(batches).toMatchObject([
      { kind: "hard", tags: ["a", "b", "c"], paths: ["/blog", "/blog/[slug]/page"], everything: false, attempt: 1 },
    ]);
    expect(told).toMatchObject([{ hook: "default", outcome: "done", count: 5, attempt: 1 }]);
    await clock.advance(60_000);
    expect(batches).toHaveLength(1);
  });
  test("is handed out by kind, and at once wins over soon", async () => {
    const { clock, batches } = arrange();
    recorded(["a", "b"], "soft");
    recorded(["b", "c"]);
    recorded(["c"], "soft");
    await clock.advance(200);
    expect(batches).toMatchObject([
      { kind: "soft", tags: ["a"] },
      { kind: "hard", tags: ["b", "c"] },
    ]);
  });
  test("is handed out in batches that are not larger than they may be", async () => {
    const { clock, batches } = arrange(undefined, { maxBatch: 2 });
    recorded(["a", "b", "c", "d", "e"]);
    await clock.advance(200);
    expect(batches.map(({ tags }) => tags)).toEqual([["a", "b"], ["c", "d"], ["e"]]);
  });
  test("is not handed out before it is recorded", async () => {
    const { clock, batches } = arrange();
    publish("tagledger:invalidate", () => ({ tags: ["a"], kind: "hard", recorded: false, durationMs: 1 }));
    await clock.advance(10_000);
    expect(batches).toEqual([]);
  });
});

describe("a hook that fails", () => {
  test("is called again with the same after pauses that grow, and with the rest when it succeeds", async () => {
    let fails = true;
    const { clock, batches, told } = arrange(() => (fails ? away() : undefined), { maxRetryMs: 4000 });
    const atMs: number[] = [];
    onTestFinished(listen("tagledger:hook", () => atMs.push(clock.now())));
    recorded(["a"]);
    await clock.advance(100);
    recorded(["b"]);
    await clock.advance(14_000);
    // The pauses are 1, 2, 4, 4 … seconds, and a little shorter by chance.
    expect(atMs.map((at, index) => Math.round((at - (atMs[index - 1] ?? at)) / 1000))).toEqual([0, 1, 2, 4, 4]);
    expect(batches.map(({ tags, attempt }) => [tags, attempt])).toEqual([1, 2, 3, 4, 5].map((n) => [["a"], n]));
    expect(told.every(({ outcome, cause }) => outcome === "failed" && cause instanceof Error)).toBe(true);
    fails = false;
    await clock.advance(4000);
    expect(batches.slice(5).map(({ tags, attempt }) => [tags, attempt])).toEqual([
      [["a"], 6],
      [["b"], 1],
    ]);
  });
  test("for good loses that batch alone, and says so", async () => {
    const { clock, batches, told } = arrange(({ tags }) => (tags.includes("poison") ? away() : undefined), {
      maxAttempts: 3,
    });
    recorded(["poison"]);
    await clock.advance(100);
    recorded(["b"]);
    await clock.advance(10_000);
    expect(batches.map(({ tags }) => tags[0])).toEqual(["poison", "poison", "poison", "b"]);
    expect(told.map(({ outcome, attempt }) => [outcome, attempt])).toEqual([
      ["failed", 1],
      ["failed", 2],
      ["dropped", 3],
      ["done", 1],
    ]);
  });
  test("by hanging is aborted when its time is over, and called again", async () => {
    let hangs = true;
    const { clock, batches } = arrange(() => (hangs ? new Promise(() => {}) : undefined), { timeoutMs: 5000 });
    recorded(["a"]);
    await clock.advance(5099);
    expect(batches.map(({ signal }) => signal.aborted)).toEqual([false]);
    hangs = false;
    await clock.advance(1);
    expect(batches[0]?.signal.aborted).toBe(true);
    await clock.advance(1000);
    expect(batches.map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(batches[1]?.signal.aborted).toBe(false);
  });
});

describe("more than may wait", () => {
  test("is replaced by everything, and said to be dropped", async () => {
    let fails = true;
    const { clock, batches, told } = arrange(() => (fails ? away() : undefined), { maxQueued: 3 });
    recorded(["a"]);
    await clock.advance(100);
    recorded(["b", "c"]);
    recorded(["d", "e"]);
    recorded(["f"]);
    expect(told).toMatchObject([{ outcome: "failed" }, { outcome: "dropped", count: 4, attempt: 0 }]);
    fails = false;
    await clock.advance(2000);
    expect(batches.slice(1)).toMatchObject([
      { tags: ["a"], everything: false },
      { kind: "hard", tags: [], paths: [], everything: true },
    ]);
    recorded(["g"]);
    await clock.advance(100);
    expect(batches.at(-1)).toMatchObject({ tags: ["g"], everything: false });
  });
});

test("a hook of the same name takes the place of the one before, and stopping ends it", async () => {
  const first = arrange();
  const second = arrange();
  recorded(["a"]);
  await Promise.all([first.clock.advance(100), second.clock.advance(100)]);
  expect([first.batches.length, second.batches.length]).toEqual([0, 1]);
  const other = arrange(undefined, { name: "other" });
  second.hook.stop();
  recorded(["b"]);
  await Promise.all([second.clock.advance(100), other.clock.advance(100)]);
  expect([second.batches.length, other.batches.length]).toEqual([1, 1]);
});

test("flushing hands out what waits now, and says whether anything is left", async () => {
  let fails = false;
  const { batches, hook } = arrange(() => (fails ? away() : undefined), { maxBatch: 1 });
  recorded(["a", "b"]);
  expect(await hook.flush()).toBe(true);
  expect(batches.map(({ tags }) => tags)).toEqual([["a"], ["b"]]);
  fails = true;
  recorded(["c", "d"]);
  expect(await hook.flush()).toBe(false);
  expect(await hook.flush()).toBe(false);
  expect(batches.slice(2).map(({ tags, attempt }) => [tags, attempt])).toEqual([
    [["c"], 1],
    [["c"], 2],
  ]);
});

describe("an invalidation", () => {
  function instance(clock: ManualClock, broken?: (store: Store) => Store) {
    const store = memoryStore({ clock });
    return createRuntime({ store: broken?.(store) ?? store, clock, retryAfterMs: 1000 });
  }
  test("does not wait for a hook that hangs, nor fails with one that throws", async () => {
    const { clock } = arrange(away, { batchMs: 0 });
    arrange(() => new Promise(() => {}), { name: "hangs", batchMs: 0, clock });
    const runtime = instance(clock);
    await expect(runtime.invalidate(["a"])).resolves.toBeUndefined();
    await clock.advance(10);
    await expect(runtime.invalidate(["b"])).resolves.toBeUndefined();
  });
  test("that could not be recorded is handed out when it was after all", async () => {
    const { clock, batches } = arrange();
    let fails = true;
    const runtime = instance(clock, (store) => ({
      ...store,
      append: (records, since) => (fails ? Promise.reject(new Error("away")) : store.append(records, since)),
    }));
    await expect(runtime.invalidate(["a"], { expire: 60 })).rejects.toThrow("TL-NOT-RECORDED");
    await clock.advance(900);
    expect(batches).toEqual([]);
    fails = false;
    await clock.advance(1200);
    expect(batches).toMatchObject([{ kind: "hard", tags: ["a"], everything: false }]);
  });
  test("among more than can be remembered hands out everything", async () => {
    const { clock, batches } = arrange();
    let fails = true;
    const runtime = instance(clock, (store) => ({
      ...store,
      append: (records, since) => (fails ? Promise.reject(new Error("away")) : store.append(records, since)),
    }));
    await runtime.refresh();
    const tags = Array.from({ length: 10_001 }, (_, index) => `t${index}`);
    await expect(runtime.invalidate(tags)).rejects.toThrow("TL-NOT-RECORDED");
    fails = false;
    await clock.advance(3000);
    expect(batches).toMatchObject([{ everything: true, tags: [] }]);
  });
});
