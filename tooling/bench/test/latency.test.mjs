import { createServer } from "node:http";
import { afterEach, expect, test } from "vitest";
import { startSource } from "@tagledger/fleet";
import { createClient } from "../latency/keep-alive.mjs";
import { createTopics } from "../latency/topics.mjs";
import { tryOnce } from "../latency/trial.mjs";

/** @type {(() => Promise<unknown> | void)[]} */
const ends = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

/**
 * A server whose cache forgets a topic so many answers after an invalidation that it was told of.
 *
 * @param {{ source: import("@tagledger/fleet").Source, late: number }} options
 */
async function startCache({ source, late }) {
  /** @type {Map<string, number>} */
  const cached = new Map();
  let left = Infinity;

  /** @param {import("node:http").IncomingMessage} request */
  async function answer({ method, url = "" }) {
    const topic = url.slice(url.lastIndexOf("/") + 1);
    if (method === "POST") {
      left = late;
      return "recorded";
    }
    if (left-- <= 0) cached.delete(topic);
    if (!cached.has(topic)) {
      const read = await fetch(`${source.url}/read?topic=${topic}`);
      cached.set(topic, /** @type {{ version: number }} */ (await read.json()).version);
    }
    return `~v=${cached.get(topic)}~`;
  }

  const server = createServer((request, response) => {
    void answer(request).then((text) => response.end(text));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const client = createClient(`http://127.0.0.1:${port}`);
  ends.push(
    () => new Promise((resolve) => server.close(resolve)),
    () => client.close(),
  );
  return client;
}

async function start() {
  const source = await startSource();
  ends.push(() => source.stop());
  return source;
}

const asking = { atOnce: 1, everyMs: 1 };

test("a cache that goes on with old data after the invalidation was recorded is caught at each such answer", async () => {
  const source = await start();
  const cache = await startCache({ source, late: 5 });
  const topics = createTopics({ names: ["t"], client: cache, source });
  const trial = await topics.lend((topic) => tryOnce({ a: cache, b: cache, source, topic, asking }));
  expect(trial.stale).toBe(5);
  expect(trial.answers).toBe(6);
  expect(trial.longestStaleMs).toBeGreaterThan(0);
  expect(trial.freshMs).toBeGreaterThan(trial.longestStaleMs);
});

test("a cache that forgets at once is not", async () => {
  const source = await start();
  const cache = await startCache({ source, late: 0 });
  const topics = createTopics({ names: ["t"], client: cache, source });
  const trial = await topics.lend((topic) => tryOnce({ a: cache, b: cache, source, topic, asking }));
  expect(trial).toMatchObject({ stale: 0, answers: 1, longestStaleMs: 0 });
  expect(topics.fills()).toBe(1);
});

test("an answer of neither version is an error", async () => {
  const source = await start();
  const cache = await startCache({ source, late: 0 });
  const strange = createServer((_request, response) => response.end("~v=77~"));
  await new Promise((resolve) => strange.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (strange.address());
  const client = createClient(`http://127.0.0.1:${port}`);
  ends.push(
    () => new Promise((resolve) => strange.close(resolve)),
    () => client.close(),
  );
  await expect(tryOnce({ a: cache, b: client, source, topic: "t", asking })).rejects.toThrow("77");
});
