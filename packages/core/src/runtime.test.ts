import { describe, expect, test } from "vitest";
import { manualClock, turns } from "../test/manual-clock.ts";
import { createMemoryBacking, memoryStore } from "./memory-store.ts";
import { createRuntime } from "./runtime.ts";
import type { Store } from "./store.ts";

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
});
