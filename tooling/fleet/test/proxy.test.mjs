import { createServer } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startProxy } from "../src/index.mjs";

/** @type {Array<{ name: string, port: number, state: string }>} */
const backends = [];
/** @type {Array<() => void>} */
const closers = [];
/** @type {Awaited<ReturnType<typeof startProxy>>} */
let proxy;

beforeAll(async () => {
  for (const name of ["a", "b"]) {
    const server = createServer((request, response) => {
      response.writeHead(200, { "x-name": name, "set-cookie": ["one=1", "two=2"] });
      response.write(`${request.method} ${request.url} `);
      request.pipe(response);
    });
    const port = await new Promise((resolve) =>
      server.listen(0, "127.0.0.1", () => resolve(/** @type {any} */ (server.address()).port)),
    );
    backends.push({ name, port, state: "running" });
    closers.push(() => {
      server.closeAllConnections();
      server.close();
    });
  }
  proxy = await startProxy({ backends });
});
afterAll(async () => {
  await proxy.stop();
  for (const close of closers) close();
});

/** @param {string} path @param {RequestInit} [init] */
const ask = (path, init) => fetch(new URL(path, proxy.url), init);

test("requests go to the instances in turn", async () => {
  const names = [];
  for (let i = 0; i < 4; i += 1) names.push((await ask("/")).headers.get("x-name"));
  expect(names[0]).not.toBe(names[1]);
  expect(names.slice(0, 2)).toEqual(names.slice(2));
});

test("an instance can be chosen by header, query or cookie", async () => {
  for (const name of ["a", "b"]) {
    for (const [path, headers] of /** @type {const} */ ([
      ["/", { "x-fleet-instance": name }],
      [`/?instance=${name}`, {}],
      ["/", { cookie: `x=1; fleet-instance=${name}` }],
    ])) {
      expect((await ask(path, { headers })).headers.get("x-name")).toBe(name);
    }
  }
  expect((await ask("/?instance=z")).status).toBe(400);
});

test("method, path, body and repeated headers arrive", async () => {
  const response = await ask("/p?q=1", { method: "POST", body: "hello" });
  expect(await response.text()).toBe("POST /p?q=1 hello");
  expect(response.headers.getSetCookie()).toEqual(["one=1", "two=2"]);
});

test("an instance that does not run is left out", async () => {
  const [first] = backends;
  if (first === undefined) throw new Error("no backend");
  first.state = "paused";
  for (let i = 0; i < 3; i += 1) expect((await ask("/")).headers.get("x-name")).toBe("b");
  expect((await ask("/?instance=a")).status).toBe(503);
  first.state = "running";
});

test("a read goes to the next instance when one refuses the connection", async () => {
  const [first] = backends;
  if (first === undefined) throw new Error("no backend");
  const { port } = first;
  first.port = 1;
  for (let i = 0; i < 3; i += 1) expect((await ask("/")).headers.get("x-name")).toBe("b");
  first.port = port;
});
