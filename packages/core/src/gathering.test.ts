import { describe, expect, test } from "vitest";
import { manualClock, turns } from "../test/manual-clock.ts";
import { createGathering } from "./gathering.ts";

function setUp() {
  const clock = manualClock();
  const gathering = createGathering(clock, 500);
  const out: string[] = [];
  const enter = (workStore: { requestStartTime: number } | undefined) => {
    const answered = gathering.enter(workStore);
    return (name: string, waits = true): void => {
      void answered(waits).then(() => out.push(name));
    };
  };
  return { clock, enter, out };
}

describe("the stale answers of one request", () => {
  test("come out together, with the last of its answers", async () => {
    const { enter, out } = setUp();
    const request = { requestStartTime: 1 };
    const [stale, fresh, last] = [enter(request), enter(request), enter(request)];
    stale("stale");
    fresh("fresh", false);
    await turns();
    expect(out).toEqual(["fresh"]);
    last("last", false);
    await turns();
    expect(out.toSorted()).toEqual(["fresh", "last", "stale"]);
  });

  test("wait only for the questions that were open by then", async () => {
    const { enter, out } = setUp();
    const request = { requestStartTime: 1 };
    const [first, second] = [enter(request), enter(request)];
    first("first");
    enter(request);
    second("second", false);
    await turns();
    expect(out).toContain("first");
  });

  test("wait for no other request, and not for ever", async () => {
    const { clock, enter, out } = setUp();
    const request = { requestStartTime: 1 };
    const waiting = enter(request);
    enter(request);
    enter({ requestStartTime: 1 })("other");
    enter(undefined)("without a request");
    waiting("waiting");
    await turns();
    expect(out.toSorted()).toEqual(["other", "without a request"]);
    await clock.advance(500);
    expect(out).toContain("waiting");
  });
});
