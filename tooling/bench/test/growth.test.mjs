import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { runChild } from "../child.mjs";
import { withLongestPause } from "../growth/pause.mjs";

test("the longest time in which nothing else could happen is found, among shorter ones", async () => {
  const { ms, pauseMs, result } = await withLongestPause(async () => {
    for (const busyMs of [10, 120, 30]) {
      const untilMs = performance.now() + busyMs;
      while (performance.now() < untilMs);
      await sleep(5);
    }
    return "done";
  });
  expect(result).toBe("done");
  expect(pauseMs).toBeGreaterThan(115);
  // All three together would be more.
  expect(pauseMs).toBeLessThan(ms);
});

test("what fails in a process of its own fails here, with its message", async () => {
  const task = { place: { subject: "nowhere" }, namespace: "none", key: "none" };
  await expect(runChild(new URL("../growth/programs/join.mjs", import.meta.url), task)).rejects.toThrow(
    "A store is in a directory or at a URL.",
  );
});
