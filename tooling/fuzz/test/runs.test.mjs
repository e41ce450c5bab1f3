import * as fc from "fast-check";
import { expect, test } from "vitest";
import { damaged, hostileText, runs } from "../src/index.mjs";

test("trials are the same in each run, unless more of them are wanted", () => {
  expect(runs(100, {})).toEqual(runs(100, {}));
  const more = runs(100, { TAGLEDGER_FUZZ_FACTOR: "2.5" });
  expect(more.numRuns).toBe(250);
  expect(runs(100, { TAGLEDGER_FUZZ_FACTOR: "2.5" }).seed).not.toBe(more.seed);
  expect(runs(100, { TAGLEDGER_FUZZ_FACTOR: "2", TAGLEDGER_FUZZ_SEED: "7" })).toEqual({ numRuns: 200, seed: 7 });
  expect(() => runs(1, { TAGLEDGER_FUZZ_FACTOR: "all" })).toThrow('TAGLEDGER_FUZZ_FACTOR is "all"');
});

test("damage changes bytes, and each kind of it happens", () => {
  const whole = fc.constant(Buffer.from(Array.from({ length: 200 }, (_, index) => index)));
  const samples = fc.sample(damaged(whole), { numRuns: 500, seed: 1 });
  for (const { before, after } of samples) expect(before.equals(after)).toBe(false);
  const lengths = new Set(samples.map(({ after }) => Math.sign(after.length - 200)));
  expect(lengths).toEqual(new Set([-1, 0, 1]));
});

test("hostile names include lone surrogates, names of prototypes and ends of lines", () => {
  const samples = fc.sample(hostileText, { numRuns: 2000, seed: 1 });
  expect(samples.some((text) => !text.isWellFormed())).toBe(true);
  expect(samples).toContain("__proto__");
  expect(samples.some((text) => text.includes("\r\n"))).toBe(true);
});
