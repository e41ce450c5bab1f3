import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { built } from "../src/built.ts";
import { expectAgreement } from "../src/agreement.ts";
import { appDirectory, serveStandalone } from "../src/next-app.ts";
import { openStage, type Stage } from "../src/stage.ts";
import { standaloneNeighbour as variant } from "../src/variants.ts";

let stage: Stage;
const folder = join(appDirectory(variant.app), variant.env.E2E_DIST, "standalone");

beforeAll(async () => {
  await built(variant);
  const inWorkspace = join(folder, "tooling", "e2e", "apps", variant.app, "server.js");
  const server = existsSync(inWorkspace) ? inWorkspace : join(folder, "server.js");
  stage = await openStage((name, env) => serveStandalone(server, name, { ...variant.env, ...env }));
});
afterAll(() => stage?.close());

test("the handlers are part of the standalone output", async () => {
  const files = await readdir(folder, { recursive: true });
  expect(
    files.filter((file) => /filesystem\/dist\/(use-cache|incremental|incremental-node)\.js$/.test(file)).length,
  ).toBe(3);
});

test("two servers of the standalone output agree", async () => {
  await expectAgreement(stage, "/st");
});
