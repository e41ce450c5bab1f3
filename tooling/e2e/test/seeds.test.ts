import { rm } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildInto } from "../src/built.ts";
import { describeAnswer } from "../src/cell.ts";
import { expireTag } from "../src/invalidate.ts";
import { serve, type Instance } from "../src/next-app.ts";
import { request } from "../src/request.ts";
import { startSource, type Source } from "../src/source.ts";
import { temporaryDirectory } from "../src/stage.ts";
import { standaloneNeighbour } from "../src/variants.ts";

// A build that knows the directory of its instances, as one on the same host does.
const variant = { ...standaloneNeighbour, env: { E2E_DIST: ".next/seeds" } };

let source: Source;
let directory: string;
let early: Instance;
let late: Instance;

beforeAll(async () => {
  source = await startSource();
  directory = await temporaryDirectory();
  const env = { E2E_SOURCE: source.url, TAGLEDGER_DIR: directory };
  await buildInto(variant, env);
  early = await serve(variant.app, "A", { ...variant.env, ...env });
});
afterAll(async () => {
  await Promise.all([early?.stop(), late?.stop(), source?.close()]);
  await rm(directory, { recursive: true, force: true });
});

test("the first request is answered with what the build prerendered", async () => {
  const answer = await request(early.url, "/st", "D");
  expect(describeAnswer(answer, source.version)).toBe("HIT");
  expect(answer.markers.find(({ name }) => name === "inv")?.at).toBe("build");
});

test("an instance that starts after an invalidation does not show what the build prerendered", async () => {
  const version = source.bump();
  await expireTag(early.url, "t1");
  late = await serve(variant.app, "B", { ...variant.env, E2E_SOURCE: source.url, TAGLEDGER_DIR: directory });
  expect(describeAnswer(await request(late.url, "/st", "D"), version)).not.toMatch(/OLD|∅/);
});
