import { setTimeout as sleep } from "node:timers/promises";
import { test } from "vitest";
import { isTagged, surfaces } from "../lib/surfaces";
import { expectVersion } from "./expect-version";
import { byControl } from "./invalidations";
import { showLogsOnFailure, usePair } from "./pair";
import { publishBehind } from "./warm";

const pair = usePair();

test("revalidateTag { expire: 1 }: the old value is served for a second and no longer", async () => {
  const { fleet, a, b } = pair;
  showLogsOnFailure(fleet);
  const published = [];
  for (const surface of surfaces.filter(isTagged)) {
    published.push({ surface, now: (await publishBehind(surface, a, b)).now });
    await byControl("tag-in", 1)(fleet, a, surface);
  }
  await sleep(1_100);
  for (const { surface, now } of published) await expectVersion(now, surface, [b, a]);
});
