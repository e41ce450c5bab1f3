import { waitUntil } from "@tagledger/fleet";
import { test } from "vitest";
import { isTagged, surfaces } from "../lib/surfaces";
import { expectVersion } from "./expect-version";
import { byControl } from "./invalidations";
import { read, showLogsOnFailure, usePair } from "./pair";
import { configure, publish, topicState } from "./source-client";
import { publishBehind } from "./warm";

const pair = usePair();
const invalidate = byControl("tag-now");

test.each(surfaces.filter(isTagged))(
  "$name: an invalidation that lands while the value is being made wins",
  async (surface) => {
    const { fleet, a, b } = pair;
    showLogsOnFailure(fleet);
    await publishBehind(surface, a, b);
    await invalidate(fleet, a, surface);
    await configure(surface.name, { delayMs: 600 });
    const { reads } = await topicState(surface.name);
    const before = b.events().length;
    // This answer was asked for before the second invalidation: it may be either version, but must not stay.
    const during = read(surface, b);
    await waitUntil(async () => (await topicState(surface.name)).reads > reads, { what: `a read of ${surface.name}` });
    const now = await publish(surface.name);
    await invalidate(fleet, a, surface);
    await configure(surface.name, { delayMs: 0 });
    await during;
    // Next.js lets a request join a generation in its process until that is written.
    await fleet.waitForEvent("b", isGenerated, { after: before, what: `the write of ${surface.name}` });
    await expectVersion(now, surface, [b, a, b, a]);
  },
);

function isGenerated({ channel, message }: ReturnType<typeof pair.fleet.events>[number]): boolean {
  return (
    (channel === "tagledger:write" || channel === "tagledger:skip") &&
    (message.kind === "use-cache" || message.kind === "FETCH")
  );
}
