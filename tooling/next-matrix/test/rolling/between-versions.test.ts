import { built } from "@tagledger/e2e/built";
import { eventually } from "@tagledger/e2e/eventually";
import { serve, type Instance } from "@tagledger/e2e/next-app";
import { request } from "@tagledger/e2e/request";
import { startSource, type Source } from "@tagledger/e2e/source";
import { temporaryDirectory } from "@tagledger/e2e/stage";
import { classic, defaultShapes } from "@tagledger/e2e/variants";
import { rm } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { classicApp, shapes } from "../../src/installed.ts";

// One app, one build id and one ledger, built with two versions of Next.js: what a deployment looks like while it rolls.
describe.each([
  ["entries with cache components", defaultShapes, shapes, ["/fn", "/st", "/r"]],
  ["entries without", classic, classicApp, ["/data", "/unstable"]],
] as const)("%s", (_what, ours, theirs, paths) => {
  let source: Source;
  let directory: string;
  const running: Instance[] = [];

  beforeAll(async () => {
    await built(ours);
    await built(theirs);
    source = await startSource();
    directory = await temporaryDirectory();
    const env = { E2E_SOURCE: source.url, TAGLEDGER_DIR: directory, TAGLEDGER_NAMESPACE: "rolling" };
    running.push(await serve(ours.app, "Ours", { ...ours.env, ...env }));
    running.push(await serve(theirs.app, "Theirs", { ...theirs.env, ...env }));
  });
  afterAll(async () => {
    await Promise.all(running.map((instance) => instance.stop()));
    await source?.close();
    await rm(directory, { recursive: true, force: true });
  });

  test.each(paths)("of one version never come out of another: %s", async (path) => {
    const makers = async (instance: Instance) =>
      new Set((await request(instance.url, path, "D")).markers.filter(({ at }) => at !== "").map(({ at }) => at));
    for (const instance of [...running, ...running]) {
      await eventually(async () => {
        source.forget();
        expect((await request(instance.url, path, "D")).status).toBe(200);
      });
      const made = await makers(instance);
      made.delete("build");
      expect([...made].filter((name) => name !== instance.name)).toEqual([]);
    }
  });
});
