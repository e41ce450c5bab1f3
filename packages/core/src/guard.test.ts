import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { describe, expect, test } from "vitest";
import { manualClock, turns } from "../test/manual-clock.ts";
import { TagledgerError } from "./errors.ts";
import { createGuard } from "./guard.ts";

const never = (): Promise<never> => new Promise(() => {});

describe("the guard", () => {
  test("rejects after the deadline, and then at once until the store answers again", async () => {
    const clock = manualClock();
    let alive = false;
    const guard = createGuard(clock, { deadlineMs: 500, retryAfterMs: 1000 }, async () => {
      if (!alive) throw new Error("away");
    });
    const first = guard.run("read", never);
    const expected = expect(first).rejects.toMatchObject({ code: "TL-STORE-DEADLINE" });
    await clock.advance(500);
    await expected;
    await expect(guard.run("read", never)).rejects.toMatchObject({ code: "TL-STORE-UNAVAILABLE" });
    await clock.advance(1000);
    expect(guard.open).toBe(true);
    alive = true;
    await clock.advance(1000);
    expect(guard.open).toBe(false);
    await expect(guard.run("read", async () => 7)).resolves.toBe(7);
  });
  test("takes an answer that came while the process could not look", async () => {
    const clock = manualClock();
    const guard = createGuard(clock, { deadlineMs: 500, retryAfterMs: 1000 }, never);
    let answer = (_value: number): void => {};
    const answered = guard.run("read", () => new Promise<number>((resolve) => (answer = resolve)));
    await clock.stall(2000, () => answer(7));
    await expect(answered).resolves.toBe(7);
    expect(guard.open).toBe(false);
  });
  test("gives up after a stall what nobody has answered", async () => {
    const clock = manualClock();
    const guard = createGuard(clock, { deadlineMs: 500, retryAfterMs: 1000 }, never);
    const hanging = expect(guard.run("read", never)).rejects.toMatchObject({ code: "TL-STORE-DEADLINE" });
    await clock.stall(2000, () => {});
    await hanging;
    expect(guard.open).toBe(true);
  });
  test("does not open for a single failure", async () => {
    const guard = createGuard(manualClock(), { deadlineMs: 500, retryAfterMs: 1000 }, never);
    await expect(guard.run("read", async () => Promise.reject(new Error("once")))).rejects.toThrow("once");
    await expect(guard.run("read", async () => 7)).resolves.toBe(7);
  });
  test("opens for failures in a row", async () => {
    const guard = createGuard(manualClock(), { deadlineMs: 500, retryAfterMs: 1000 }, never);
    for (let attempt = 0; attempt < 5; attempt++) {
      await expect(guard.run("read", async () => Promise.reject(new Error("away")))).rejects.toThrow("away");
    }
    expect(guard.open).toBe(true);
  });
  test("turns a synchronous failure into a rejection", async () => {
    const guard = createGuard(manualClock(), { deadlineMs: 500, retryAfterMs: 1000 }, never);
    await expect(
      guard.run("read", () => {
        throw new Error("sync");
      }),
    ).rejects.toThrow("sync");
    await turns();
  });
});

test("what a store refuses by a code of its own reaches the operator", async () => {
  const problems: unknown[] = [];
  const note = (message: unknown): void => {
    problems.push(message);
  };
  subscribe("tagledger:problem", note);
  try {
    const guard = createGuard(manualClock(), { deadlineMs: 500, retryAfterMs: 1000 }, never);
    const refusal = new TagledgerError("TL-DIRECTORY", "It is read-only.");
    await expect(guard.run("news", async () => Promise.reject(refusal))).rejects.toBe(refusal);
    expect(problems).toEqual([expect.objectContaining({ code: "TL-DIRECTORY" })]);
    for (let attempt = 0; attempt < 4; attempt++) {
      await expect(guard.run("news", async () => Promise.reject(new Error("EIO")))).rejects.toThrow("EIO");
    }
    expect(problems.at(-1)).toMatchObject({ code: "TL-STORE-UNAVAILABLE", cause: { message: "EIO" } });
  } finally {
    unsubscribe("tagledger:problem", note);
  }
});
