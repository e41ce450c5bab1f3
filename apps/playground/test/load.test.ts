import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { surfaces } from "../lib/surfaces";
import { expectVersion } from "./expect-version";
import { byControl } from "./invalidations";
import { startLoad } from "./load";
import { showLogsOnFailure, usePair } from "./pair";
import { topicState } from "./source-client";
import { publishBehind, warm } from "./warm";

const pair = usePair();
const busy = surfaces.filter(({ name }) => ["hole", "remote", "dynamic", "fetched", "memoized"].includes(name));

test.each(busy)("$name is cached again within a second of an invalidation under load", async (surface) => {
  const { fleet, a, b } = pair;
  showLogsOnFailure(fleet);
  const { now } = await publishBehind(surface, a, b);
  const load = startLoad(new URL(surface.path, fleet.url).href, 8);
  await sleep(500);
  await byControl("tag-now")(fleet, a, surface);
  await sleep(1_000);
  const { reads } = await topicState(surface.name);
  await sleep(1_500);
  const after = await topicState(surface.name);
  const { answers, failures } = await load.stop();
  expect(failures).toEqual([]);
  expect(answers).toBeGreaterThan(50);
  expect(after.reads - reads, "reads of the source while nothing changes").toBe(0);
  await expectVersion(now, surface, [b]);
});

test("the others carry on when an instance is killed", async () => {
  const { fleet, a, b } = pair;
  const [surface] = busy;
  if (surface === undefined) throw new Error("no surface to load");
  await warm(surface, a, b);
  const load = startLoad(new URL(surface.path, fleet.url).href, 8);
  await sleep(300);
  await a.kill();
  await sleep(300);
  const { now } = await publishBehind(surface, b);
  await byControl("tag-now")(fleet, b, surface);
  await expectVersion(now, surface, [b]);
  const { failures } = await load.stop();
  // Answers that the dead process had begun are lost; nothing after that is.
  expect(failures.length).toBeLessThanOrEqual(8);
  await a.start();
  await expectVersion(now, surface, [a]);
});
