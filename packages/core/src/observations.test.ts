import { describe, expect, test } from "vitest";
import { createObservations } from "./observations.ts";

describe("the observations", () => {
  test("give the position that was known strictly before a moment", () => {
    const observations = createObservations();
    observations.record(10, 1);
    observations.record(20, 5);
    expect(observations.seqBefore(10)).toBeUndefined();
    expect(observations.seqBefore(10.5)).toBe(1);
    expect(observations.seqBefore(20)).toBe(1);
    expect(observations.seqBefore(21)).toBe(5);
  });
  test("keep the first moment at which a position was known", () => {
    const observations = createObservations();
    observations.record(10, 1);
    observations.record(20, 1);
    expect(observations.seqBefore(15)).toBe(1);
  });
  test("forget what is too long ago instead of guessing", () => {
    const observations = createObservations(2);
    for (let index = 1; index <= 5; index++) observations.record(index, index);
    expect(observations.seqBefore(3)).toBeUndefined();
    expect(observations.seqBefore(6)).toBe(5);
    expect(observations.first()).toBeUndefined();
  });
  test("start over with a new epoch", () => {
    const observations = createObservations();
    observations.record(10, 7);
    observations.reset();
    expect(observations.seqBefore(100)).toBeUndefined();
  });
});
