import { createServer, type AddressInfo, type Server } from "node:net";
import { startStandalone } from "@tagledger/redis-servers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildInto } from "../src/built.ts";
import { freePort } from "../src/free-port.ts";
import type { Env } from "../src/next-app.ts";
import { startSource, type Source } from "../src/source.ts";
import { outages } from "../src/variants.ts";

let source: Source;
beforeAll(async () => {
  source = await startSource();
});
afterAll(() => source.close());

/** @returns milliseconds that it took. */
async function build(env: Env): Promise<number> {
  const beganMs = performance.now();
  await buildInto({ ...outages, env: { E2E_DIST: ".next/redis-build" } }, { E2E_SOURCE: source.url, ...env });
  return performance.now() - beganMs;
}

/** Accepts connections and never says a word. */
async function startBlackHole(): Promise<{ address: string; readonly accepted: number; close(): void }> {
  let accepted = 0;
  const server: Server = createServer((socket) => {
    accepted++;
    socket.on("error", () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    get accepted() {
      return accepted;
    },
    close: () => void server.close(),
  };
}

test("a build asks Redis for nothing, and is not slowed down by servers that are dead or silent, unless it may use it", async () => {
  const redis = await startStandalone();
  const hole = await startBlackHole();
  try {
    const withRedisMs = await build({ REDIS_URL: redis.url, TAGLEDGER_BUILD: "1" });
    expect(await redis.command("DBSIZE"), "what that build has left in Redis").toBeGreaterThan(0);

    // Both kinds at once: whatever is tried, one of them is tried first.
    const dead = `127.0.0.1:${await freePort()}`;
    const withoutMs = await build({ REDIS_URL: `redis+sentinel://${dead},${hole.address}/primary` });
    expect(hole.accepted, "connections of a build that may not use Redis").toBe(0);
    // The same work on a machine that others use as well: what is looked for is a wait for each page or worker.
    expect(withoutMs).toBeLessThan(2 * withRedisMs);
  } finally {
    hole.close();
    await redis.stop();
  }
});
