import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { findServer, startStandalone } from "../src/index.mjs";
import { startServer } from "../src/standalone.mjs";
import { isAlive } from "./is-alive.mjs";

/** @type {(() => unknown)[]} */
const undo = [];
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step();
});

/** @param {import("../src/standalone.mjs").ServerOptions} [options] */
async function start(options) {
  const server = await startStandalone(options);
  undo.push(() => server.stop());
  return server;
}

test("the server has a path and a version", async () => {
  const { path, version } = await findServer();
  expect(existsSync(path)).toBe(true);
  expect(version).toMatch(/^\d+\.\d+/);
});

test("a server answers with strings, numbers, arrays, null and its errors", async () => {
  const server = await start();
  expect(await server.command("SET", "k", "höhe\r\n")).toBe("OK");
  expect(await server.command("GET", "k")).toBe("höhe\r\n");
  expect(await server.command("GET", "none")).toBeNull();
  expect(await server.command("INCRBY", "n", 41)).toBe(41);
  expect(await server.command("EVAL", "return {1, {'two', false}}", 0)).toEqual([1, ["two", null]]);
  await expect(server.command("INCR", "k")).rejects.toThrow("ERR value is not an integer");
  const large = "x".repeat(3_000_000);
  await server.command("SET", "large", large);
  expect(await server.command("GET", "large")).toBe(large);
});

test("a stopped server leaves neither a process nor a folder", async () => {
  const server = await startStandalone();
  const { pid, folder } = server;
  expect(isAlive(pid)).toBe(true);
  await server.stop();
  expect(isAlive(pid)).toBe(false);
  expect(existsSync(folder)).toBe(false);
  await server.stop();
  await expect(server.command("PING")).rejects.toThrow("ECONNREFUSED");
});

test("a server that fails to start says what it printed and leaves nothing", async () => {
  const temporary = await mkdtemp(join(tmpdir(), "tagledger-temporary-"));
  undo.push(() => rm(temporary, { recursive: true }));
  vi.stubEnv("TMPDIR", temporary);
  undo.push(() => vi.unstubAllEnvs());
  await expect(startStandalone({ config: { "no-such-directive": "1" } })).rejects.toThrow(/no-such-directive/);
  expect(await readdir(temporary)).toEqual([]);
});

test("a port that somebody took first is replaced by another one", async () => {
  const other = await start();
  const ports = [other.port];
  const server = await startServer({ choosePort: async () => ports.shift() ?? freeAgain });
  undo.push(() => server.stop());
  expect(server.port).toBe(freeAgain);
  expect(await server.command("PING")).toBe("PONG");
  await expect(startStandalone({ port: other.port })).rejects.toThrow("Address already in use");
});

test("a port that another program answers on is not taken for the server", async () => {
  const mute = createServer((socket) => socket.on("error", () => {}).resume());
  await new Promise((resolve) => mute.listen(freeAgain, "127.0.0.1", () => resolve(undefined)));
  undo.push(() => new Promise((resolve) => mute.close(resolve)));
  await expect(startStandalone({ port: freeAgain })).rejects.toThrow("Address already in use");
});

test("a restart without data keeps port and folder and is empty", async () => {
  const server = await start({ config: { appendonly: "yes" } });
  await server.command("SET", "k", "v");
  const { pid } = server;
  await server.restart({ keepData: false });
  expect(server.pid).not.toBe(pid);
  expect(isAlive(pid)).toBe(false);
  expect(await server.command("DBSIZE")).toBe(0);
});

const PERSISTENT = /** @type {Record<string, string>[]} */ ([{ appendonly: "yes" }, { save: "3600 1" }]);

test.for(PERSISTENT)("a restart with data has it with %o", async (config) => {
  const server = await start({ config });
  await server.command("SET", "k", "v");
  await server.restart({ keepData: true });
  expect(await server.command("GET", "k")).toBe("v");
});

test("a restart after a crash has what an append-only file kept", async () => {
  const server = await start({ config: { appendonly: "yes" } });
  await server.command("SET", "k", "v");
  await server.kill();
  expect(server).toMatchObject({ state: "stopped", pid: undefined });
  await server.restart({ keepData: true });
  expect(await server.command("GET", "k")).toBe("v");
});

test("a restart cannot keep data that was never on disk", async () => {
  const server = await start();
  await expect(server.restart({ keepData: true })).rejects.toThrow("appendonly");
  expect(await server.command("PING")).toBe("PONG");
});

test("a folder that was given stays", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tagledger-given-"));
  undo.push(() => rm(folder, { recursive: true }));
  const first = await start({ folder, config: { appendonly: "yes" } });
  await first.command("SET", "k", "v");
  await first.stop();
  const second = await start({ folder, config: { appendonly: "yes" } });
  expect(await second.command("GET", "k")).toBe("v");
});

test("a paused server is silent and answers after it is resumed", async () => {
  const server = await start();
  server.pause();
  let answered = false;
  const answer = server.command("PING").then((reply) => {
    answered = true;
    return reply;
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(answered).toBe(false);
  server.resume();
  expect(await answer).toBe("PONG");
});

test("a paused server can be stopped", async () => {
  const server = await start();
  const { pid } = server;
  server.pause();
  await server.stop();
  expect(isAlive(pid)).toBe(false);
});

test("a password is used by the server's own commands and stands in its URL", async () => {
  const server = await start({ config: { requirepass: "p/w" } });
  expect(await server.command("PING")).toBe("PONG");
  expect(server.url).toBe(`redis://:p%2Fw@127.0.0.1:${server.port}`);
});

/** Outside of the range that random ports come from. */
const freeAgain = 14_721;
