import { afterAll, inject, test } from "vitest";
import { isTagged, surfaces } from "../lib/surfaces";
import { expectVersion } from "./expect-version";
import { byControl } from "./invalidations";
import { openLedger } from "./ledger";
import { showLogsOnFailure, usePair } from "./pair";
import { publish } from "./source-client";
import { publishBehind } from "./warm";

const ledger = await openLedger(inject("backend"));
afterAll(() => ledger.close());
const pair = usePair({ env: ledger.env });

const tagged = surfaces.filter(isTagged);

test.each(tagged)("$name: a ledger that the build never saw proves nothing about its output", async (surface) => {
  showLogsOnFailure(pair.fleet);
  const now = await publish(surface.name);
  await expectVersion(now, surface, [pair.b, pair.a]);
});

test.each(tagged)("$name: a ledger lost under running instances turns what they have into misses", async (surface) => {
  const { fleet, a, b } = pair;
  showLogsOnFailure(fleet);
  const { now } = await publishBehind(surface, a, b);
  await byControl("tag-now")(fleet, a, surface);
  await ledger.lose();
  await expectVersion(now, surface, [b, a, b, a]);
});

test("a ledger lost while nobody runs does not bring the output of the build back", async () => {
  const { fleet, a, b } = pair;
  showLogsOnFailure(fleet);
  const published = [];
  for (const surface of tagged) published.push({ surface, now: await publish(surface.name) });
  await Promise.all([a.stop(), b.stop()]);
  await ledger.lose();
  await Promise.all([a.start(), b.start()]);
  for (const { surface, now } of published) await expectVersion(now, surface, [b, a]);
});
