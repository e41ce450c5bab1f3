import { afterAll, beforeAll, expect, test } from "vitest";
import { rm } from "node:fs/promises";
import { describeAnswer } from "../src/cell.ts";
import { eventually } from "../src/eventually.ts";
import { expireTag } from "../src/invalidate.ts";
import { serveDev, type Instance } from "../src/next-app.ts";
import { request } from "../src/request.ts";
import { startSource, type Source } from "../src/source.ts";
import { temporaryDirectory } from "../src/stage.ts";

let source: Source;
let directory: string;
let dev: Instance;

beforeAll(async () => {
  source = await startSource();
  directory = await temporaryDirectory();
  const env = { E2E_DIST: ".next/dev", E2E_SOURCE: source.url, TAGLEDGER_DIR: directory };
  dev = await serveDev("neighbour", "dev", env);
});
afterAll(async () => {
  await dev?.stop();
  await source?.close();
  await rm(directory, { recursive: true, force: true });
});

test.each(["/st", "/ppr"])("next dev shows the fresh %s after an invalidation", async (path) => {
  const show = async () => describeAnswer(await request(dev.url, path, "D"), source.version);
  await eventually(async () => expect(await show()).not.toMatch(/OLD|∅/), 60_000);
  source.bump();
  await expireTag(dev.url, "t1");
  await eventually(async () => expect(await show()).not.toMatch(/OLD|∅/));
  // Next answers from its own memory first and corrects itself afterwards; it must stay corrected.
  for (let reader = 0; reader < 3; reader++) expect(await show()).not.toMatch(/OLD|∅/);
});
