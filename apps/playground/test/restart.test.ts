import { expect, test } from "vitest";
import { isTagged, surfaces } from "../lib/surfaces";
import { expectVersion } from "./expect-version";
import { byControl } from "./invalidations";
import { read, showLogsOnFailure, usePair } from "./pair";
import { topicState } from "./source-client";
import { publishBehind, warm } from "./warm";

const pair = usePair();
const tagged = surfaces.filter(isTagged);
const invalidate = byControl("tag-now");

test.each(tagged)("$name: a restarted instance still has what was made before", async (surface) => {
  const { fleet, a, b } = pair;
  showLogsOnFailure(fleet);
  const [, before] = await warm(surface, a, b);
  const { reads } = await topicState(surface.name);
  await b.restart();
  expect(await read(surface, b)).toMatchObject({ madeBy: before?.madeBy, madeAt: before?.madeAt });
  expect(await topicState(surface.name)).toMatchObject({ reads });
});

test("an instance knows what was invalidated while it was down", async () => {
  const { fleet, a, b } = pair;
  showLogsOnFailure(fleet);
  const published = [];
  for (const surface of tagged) published.push({ surface, now: (await publishBehind(surface, a, b)).now });
  await b.stop();
  for (const surface of tagged) await invalidate(fleet, a, surface);
  await b.start();
  for (const { surface, now } of published) await expectVersion(now, surface, [b]);
});

test("an instance knows what was invalidated while it was paused", async () => {
  const { fleet, a, b } = pair;
  showLogsOnFailure(fleet);
  const published = [];
  for (const surface of tagged) published.push({ surface, now: (await publishBehind(surface, a, b)).now });
  b.pause();
  for (const surface of tagged) await invalidate(fleet, a, surface);
  b.resume();
  for (const { surface, now } of published) await expectVersion(now, surface, [b]);
});

test.each(tagged)("$name: an invalidation outlives the instance that is killed right after it", async (surface) => {
  const { fleet, a, b } = pair;
  showLogsOnFailure(fleet);
  const { now } = await publishBehind(surface, a, b);
  await invalidate(fleet, a, surface);
  await a.kill();
  await expectVersion(now, surface, [b]);
  await a.start();
  await expectVersion(now, surface, [a, b]);
});
