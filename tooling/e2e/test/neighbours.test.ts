import { afterAll, beforeAll, expect, test } from "vitest";
import { rm } from "node:fs/promises";
import { built } from "../src/built.ts";
import { eventually } from "../src/eventually.ts";
import { serve, type Instance } from "../src/next-app.ts";
import { request } from "../src/request.ts";
import { startSource, type Source } from "../src/source.ts";
import { temporaryDirectory } from "../src/stage.ts";
import { defaultShapes, standaloneNeighbour } from "../src/variants.ts";

// The two apps share the build id, the paths, the files and the names of the cached functions and their arguments.
let source: Source;
let directory: string;
let shapes: Instance;
let neighbour: Instance;

beforeAll(async () => {
  await built(defaultShapes);
  await built(standaloneNeighbour);
  source = await startSource();
  directory = await temporaryDirectory();
  const env = { E2E_SOURCE: source.url, TAGLEDGER_DIR: directory, TAGLEDGER_NAMESPACE: "one-for-both" };
  shapes = await serve(defaultShapes.app, "shapes", { ...defaultShapes.env, ...env });
  neighbour = await serve(standaloneNeighbour.app, "neighbour", { ...standaloneNeighbour.env, ...env });
});
afterAll(async () => {
  await Promise.all([shapes?.stop(), neighbour?.stop(), source?.close()]);
  await rm(directory, { recursive: true, force: true });
});

test.each(["/st", "/ppr"])("two apps in one namespace with one build id never show each other's %s", async (path) => {
  for (const [first, second] of [
    [shapes, neighbour],
    [neighbour, shapes],
  ] as const) {
    for (let reader = 0; reader < 3; reader++) {
      await eventually(async () => expect((await request(first.url, path, "D")).status).toBe(200));
      const answer = await request(second.url, path, "D");
      const makers = new Set(answer.markers.map(({ at }) => at));
      makers.delete("build");
      expect([...makers], answer.body.slice(0, 300)).toEqual([second.name]);
    }
  }
});
