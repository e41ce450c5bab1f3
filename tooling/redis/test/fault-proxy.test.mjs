import { once } from "node:events";
import { connect } from "node:net";
import { waitUntil } from "@tagledger/fleet";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { sendCommand, startFaultProxy, startStandalone } from "../src/index.mjs";

/** @type {import("../src/standalone.mjs").Server} */
let server;
/** @type {import("../src/fault-proxy.mjs").FaultProxy} */
let proxy;
beforeAll(async () => {
  server = await startStandalone();
});
afterAll(() => server.stop());
beforeEach(async () => {
  proxy = await startFaultProxy(server.port);
});
afterEach(() => proxy.stop());

/** @param {import("../src/resp.mjs").Argument[]} args */
const ask = (...args) => sendCommand({ port: proxy.port, timeoutMs: 2_000 }, args);

/** A connection that stays open. */
async function open() {
  const socket = connect(proxy.port, "127.0.0.1");
  socket.setEncoding("utf8");
  let received = "";
  let ending = "";
  socket.on("data", (text) => {
    received += text;
  });
  socket.on("error", (error) => {
    ending = /** @type {NodeJS.ErrnoException} */ (error).code ?? error.message;
  });
  socket.on("end", () => {
    ending ||= "end";
  });
  await once(socket, "connect");
  return {
    socket,
    received: () => received,
    /** @param {string} text */
    hears: (text) => waitUntil(() => received === text, { what: () => `${JSON.stringify(text)}, not ${received}` }),
    ends: () => waitUntil(() => ending !== "" && ending, { what: "the end of the connection" }),
  };
}

const quiet = () => new Promise((resolve) => setTimeout(resolve, 60));

test("everything passes, and connections are counted", async () => {
  const large = "x".repeat(2_000_000);
  expect(await ask("SET", "large", large)).toBe("OK");
  expect(await ask("GET", "large")).toBe(large);
  await waitUntil(() => proxy.connections === 0, { what: "the end of the first connections" });
  const client = await open();
  client.socket.write("PING\r\n");
  await client.hears("+PONG\r\n");
  expect(proxy.connections).toBe(1);
  client.socket.destroy();
  await waitUntil(() => proxy.connections === 0, { what: "the end of the connection" });
});

test("a connection that the server ends is ended for the client", async () => {
  const client = await open();
  client.socket.write("QUIT\r\n");
  await client.hears("+OK\r\n");
  expect(await client.ends()).toBe("end");
});

test("a black hole accepts and freezes, and what was sent arrives when it ends", async () => {
  const old = await open();
  old.socket.write("PING\r\n");
  await old.hears("+PONG\r\n");
  await proxy.blackHole();
  const young = await open();
  old.socket.write("PING\r\n");
  young.socket.write("PING\r\n");
  await quiet();
  expect([old.received(), young.received()]).toEqual(["+PONG\r\n", ""]);
  await proxy.pass();
  await old.hears("+PONG\r\n+PONG\r\n");
  await young.hears("+PONG\r\n");
  old.socket.destroy();
  young.socket.destroy();
});

test("a server that dies behind a black hole is not noticed", async () => {
  const mortal = await startStandalone();
  proxy.target(mortal.port);
  const client = await open();
  client.socket.write("PING\r\n");
  await client.hears("+PONG\r\n");
  await proxy.blackHole();
  await mortal.stop();
  const young = await open();
  await quiet();
  expect([client.socket.closed, young.socket.closed]).toEqual([false, false]);
  await proxy.pass();
  await client.ends();
  await young.ends();
});

test("refusing ends connections and passing takes the port again", async () => {
  const client = await open();
  await proxy.refuse();
  expect(await client.ends()).toBe("ECONNRESET");
  await expect(ask("PING")).rejects.toThrow("ECONNREFUSED");
  expect(proxy.connections).toBe(0);
  await proxy.pass();
  expect(await ask("PING")).toBe("PONG");
});

test("a cut ends what is open and nothing else", async () => {
  const client = await open();
  client.socket.write("PING\r\n");
  await client.hears("+PONG\r\n");
  proxy.cut();
  expect(await client.ends()).toBe("ECONNRESET");
  expect(await ask("PING")).toBe("PONG");
});

test("chance cuts a request before the server sees it, or a response after it did", async () => {
  const draws = [0.9, 0.9, 0.1];
  await proxy.cutRandomly({ probability: 0.5, random: () => draws.shift() ?? 1 });
  expect(await ask("SET", "n", 0)).toBe("OK");
  await expect(ask("INCR", "n")).rejects.toThrow("ECONNRESET");
  expect(await server.command("GET", "n")).toBe("0");
  await proxy.cutRandomly({ probability: 1, direction: "response" });
  await expect(ask("INCR", "n")).rejects.toThrow("ECONNRESET");
  expect(await server.command("GET", "n")).toBe("1");
});

test("a delay holds each direction and keeps the order when it ends", async () => {
  await proxy.delay(40);
  const started = performance.now();
  expect(await ask("PING")).toBe("PONG");
  expect(performance.now() - started).toBeGreaterThanOrEqual(79);
  await proxy.delay(10_000);
  const client = await open();
  client.socket.write("ECHO first\r\n");
  await quiet();
  expect(client.received()).toBe("");
  client.socket.destroy();
});

test("new connections go to another target", async () => {
  const other = await startStandalone();
  try {
    proxy.target(other.port);
    expect(await ask("INFO", "server")).toContain(`process_id:${other.pid}`);
  } finally {
    await other.stop();
  }
});

test("a target that is not there ends the connection", async () => {
  proxy.target(1);
  await expect(ask("PING")).rejects.toThrow(/ECONNRESET|closed/);
});
