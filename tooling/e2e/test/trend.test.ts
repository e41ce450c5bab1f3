import { expect, test } from "vitest";
import { trendOf } from "../src/soak/trend.ts";

const every10s = (values: readonly number[]) => values.map((value, index) => ({ atMs: index * 10_000, value }));

test("what goes up and down has no trend", () => {
  expect(Math.abs(trendOf(every10s([5, 9, 5, 9, 5, 9, 5])).growth)).toBeLessThan(0.5);
});

test("what leaks has one, however much it goes up and down besides", () => {
  const leaking = Array.from({ length: 60 }, (_, index) => index + (index % 2 === 0 ? 8 : -8));
  const { perMinute, growth } = trendOf(every10s(leaking));
  expect(perMinute).toBeCloseTo(6, 0);
  expect(growth).toBeCloseTo(59, -1);
});

test("one sample, or none, has no trend", () => {
  expect(trendOf(every10s([3]))).toEqual({ perMinute: 0, growth: 0 });
  expect(trendOf([])).toEqual({ perMinute: 0, growth: 0 });
});
