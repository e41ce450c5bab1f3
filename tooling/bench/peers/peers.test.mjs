import { expect, test } from "vitest";
import { existsSync } from "node:fs";
import { isAbsolute, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { peers } from "./peers.mjs";

const EXACT = /^\d+\.\d+\.\d+$/;
const FOLDER = "/folder";

test("every peer has a name of its own, which is a word", () => {
  const names = peers.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[a-z]+$/);
});

test.each(peers)("$name is installed in exact versions, its own among them", (peer) => {
  expect(peer.dependencies[peer.package]).toBe(peer.version);
  for (const version of Object.values(peer.dependencies)) expect(version).toMatch(EXACT);
  expect(peer.minNode).toBeGreaterThanOrEqual(20);
});

test.each(peers)("$name configures the handlers it covers and no other", ({ covers, nextConfig }) => {
  const config = nextConfig(FOLDER);
  expect(config.cacheHandlers?.["default"] !== undefined).toBe(covers.plural);
  expect(config.cacheHandler !== undefined).toBe(covers.singular);
  expect(covers.plural || covers.singular).toBe(true);
  expect(Object.keys(config)).toEqual(
    expect.not.arrayContaining([expect.not.stringMatching(/^cache(Handlers?|MaxMemorySize)$/)]),
  );
});

test.each(peers)("the configuration of $name survives JSON", ({ nextConfig }) => {
  const config = nextConfig(FOLDER);
  expect(JSON.parse(JSON.stringify(config))).toEqual(config);
});

test.each(peers)("every handler of $name is in its folder: of its package, or a file that is here", (peer) => {
  const { cacheHandler, cacheHandlers = {} } = peer.nextConfig(FOLDER);
  for (const path of [cacheHandler, ...Object.values(cacheHandlers)]) {
    if (path === undefined) continue;
    const file = path.startsWith("file:") ? fileURLToPath(path) : path;
    expect(isAbsolute(file)).toBe(true);
    const inFolder = relative(FOLDER, file);
    if (inFolder.startsWith(`node_modules/${peer.package}/`)) continue;
    expect(existsSync(new URL(`handlers/${peer.name}/${inFolder}`, import.meta.url)), inFolder).toBe(true);
  }
});

test.each(peers)("$name is told where Redis is", ({ env }) => {
  expect(Object.values(env("redis://127.0.0.1:1", "prefix"))).toContain("redis://127.0.0.1:1");
});
