import { describe, expect, test } from "vitest";
import { manualClock, turns } from "../test/manual-clock.ts";
import { createGathering } from "./gathering.ts";

function setUp() {
  const clock = manualClock();
  const gathering = createGathering(clock, 500);
  const left: string[] = [];
  const leave = (name: string, workStore: { requestStartTime: number } | undefined, waits = true): void => {
    void gathering.leave(workStore, waits).then(() => left.push(name));
  };
  return { clock, gathering, left, leave };
}

describe("the stale answers of one request", () => {
  test("come out together, with the last of its answers", async () => {
    const { gathering, left, leave } = setUp();
    const request = { requestStartTime: 1 };
    for (let count = 0; count < 3; count++) gathering.enter(request);
    leave("stale", request);
    leave("fresh", request, false);
    await turns();
    expect(left).toEqual(["fresh"]);
    leave("last", request, false);
    await turns();
    expect(left.toSorted()).toEqual(["fresh", "last", "stale"]);
  });

  test("wait for no other request, and not for ever", async () => {
    const { clock, gathering, left, leave } = setUp();
    const request = { requestStartTime: 1 };
    const other = { requestStartTime: 1 };
    gathering.enter(request);
    gathering.enter(request);
    gathering.enter(other);
    leave("other", other);
    leave("without a request", undefined);
    leave("waiting", request);
    await turns();
    expect(left.toSorted()).toEqual(["other", "without a request"]);
    await clock.advance(500);
    expect(left).toContain("waiting");
  });
});
