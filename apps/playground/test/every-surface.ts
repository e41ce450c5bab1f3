import { waitUntil } from "@tagledger/fleet";
import { describe, expect, test } from "vitest";
import type { View } from "../lib/read-surface";
import { surfaces } from "../lib/surfaces";
import { expectVersion } from "./expect-version";
import { invalidations } from "./invalidations";
import { type PairOptions, read, showLogsOnFailure, usePair } from "./pair";
import { configure } from "./source-client";
import { publishBehind } from "./warm";

const views: readonly View[] = ["document", "navigation"];

const cases = surfaces.flatMap((surface) =>
  views
    .filter((view) => view === "document" || surface.kind === "page")
    .flatMap((view) =>
      invalidations
        .filter((one) => one.appliesTo(surface))
        .map((invalidation) => ({
          surface,
          view,
          invalidation,
          title: `${surface.name}, ${view}: ${invalidation.name}`,
        })),
    ),
);

/** Every surface with every invalidation that concerns it: fired on `a`, observed on `b` first. */
export function everySurface(circumstance: string, options?: PairOptions): void {
  describe(circumstance, () => {
    const pair = usePair(options);
    const hard = cases.filter(({ invalidation }) => invalidation.kind === "hard");
    const soft = cases.filter(({ invalidation }) => invalidation.kind === "soft");

    for (const { title, surface, view, invalidation } of hard) {
      test(`${title} makes the next answer of every instance new`, async () => {
        const { fleet, a, b } = pair;
        showLogsOnFailure(fleet);
        const { now } = await publishBehind(surface, a, b);
        await invalidation.run(fleet, a, surface);
        await expectVersion(now, surface, [b], view);
        await expectVersion(now, surface, [a, b, a, b]);
      });
    }

    for (const { title, surface, view, invalidation } of soft) {
      test(`${title} lets an old answer pass, then only new ones`, async () => {
        const { fleet, a, b } = pair;
        showLogsOnFailure(fleet);
        const { old, now } = await publishBehind(surface, a, b);
        await invalidation.run(fleet, a, surface);
        // The first answer does not wait for the new value, which takes longer than that answer. A navigation may: where
        // Next.js renders it, that render can join the one that the stale page has started.
        await configure(surface.name, { delayMs: 400 });
        const { version } = await read(surface, b, view);
        expect(view === "document" ? [old] : [old, now]).toContain(version);
        await configure(surface.name, { delayMs: 0 });
        for (const instance of [b, a]) {
          await waitUntil(async () => (await read(surface, instance, view)).version === now, {
            timeoutMs: 5_000,
            what: `version ${now} of ${surface.name} on ${instance.name}`,
          });
        }
        await expectVersion(now, surface, [b, a, b, a]);
      });
    }
  });
}
