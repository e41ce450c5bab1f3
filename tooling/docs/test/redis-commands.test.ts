import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "@tagledger/ci/command";
import { startStandalone } from "@tagledger/redis-servers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { REDIS_LANGUAGE } from "../src/languages.ts";
import { readPages } from "../src/pages.ts";

const PACKAGE = join(import.meta.dirname, "..");
const blocks = readPages()
  .flatMap((page) => page.blocks)
  .filter(({ language, notChecked }) => language === REDIS_LANGUAGE && notChecked === undefined);

let server: Awaited<ReturnType<typeof startStandalone>>;
beforeAll(async () => {
  server = await startStandalone();
});
afterAll(() => server.stop());

test.each(blocks)("the server takes what $page says", async ({ content }) => {
  for (const line of content.split("\n")) expect(await server.command(...line.split(" "))).toBe("OK");
});

test.each([
  ["bench", "--count", "3"],
  ["doctor", "--json"],
])("the user that is made by docs/errors/TL-REDIS-PERMISSION.md may do what the command does: %s", (...args) => {
  const url = server.url.replace("redis://", "redis://cache:secret@");
  const bin = join(ROOT, "packages/cli/dist/bin.js");
  const { stdout, stderr } = spawnSync(process.execPath, [bin, ...args, "--store", "redis", "--redis", url], {
    cwd: PACKAGE,
    encoding: "utf8",
  });
  expect(stdout + stderr).not.toMatch(/NOPERM|WRONGPASS|TL-REDIS-PERMISSION|TL-REDIS-INFO|store-unreachable/);
  expect(stdout).toMatch(args[0] === "bench" ? /refresh/ : /"findings"/);
});
