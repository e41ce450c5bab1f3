import { createServer, type Server, type TLSSocket } from "node:tls";
import { inspect } from "node:util";
import { startStandalone } from "@tagledger/redis-servers";
import { generate } from "selfsigned";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createWorkbench, eventually, type Workbench } from "./workbench.ts";

const SECRET = "hunter2hunter2";
const LIBRARIES = ["redis", "ioredis"] as const;

let bench: Workbench;
beforeEach(() => {
  bench = createWorkbench(() => "redis://127.0.0.1");
});
afterEach(() => bench.close());

const everythingOf = (thing: unknown): string =>
  inspect(thing, { depth: 12, showHidden: true, maxArrayLength: null, maxStringLength: null });

/** Nobody answers some of them; the guard of core bounds that. */
async function failureOf(call: Promise<unknown>): Promise<unknown> {
  const late = new Promise((resolve) => setTimeout(() => resolve("late"), 1500).unref());
  return Promise.race([
    call.then(
      () => "answered",
      (error: unknown) => error,
    ),
    late,
  ]);
}

describe.each(LIBRARIES)("with %s", (library) => {
  let server: Awaited<ReturnType<typeof startStandalone>>;
  beforeAll(async () => {
    server = await startStandalone({ config: { requirepass: "another" } });
  }, 60_000);
  afterAll(() => server.stop());

  test.each([
    ["redis://:", ""],
    ["redis://user:", ""],
    ["redis+cluster://user:", ""],
    ["redis+sentinel://user:", "/name"],
  ])("a password that is refused is in no error, event or problem: %s", async (start, path) => {
    const store = bench.open({ library, url: `${start}${SECRET}@127.0.0.1:${server.port}${path}` });
    const error = await failureOf(store.news(undefined));
    expect(error).not.toBe("answered");
    expect(everythingOf([error, bench.problems])).not.toContain(SECRET);
  });

  test("what was sent is in no error of a command", async () => {
    const store = bench.open({ library, url: `redis://:another@127.0.0.1:${server.port}` });
    await store.news(undefined);
    await server.command("AUTH", "another").catch(() => {});
    const frame = [Buffer.from(`a page of ${SECRET}`)];
    const write = { frame, position: { epoch: "not hexadecimal", seq: 1 }, ageMs: 0, ttlMs: 1 };
    // As a user who may not write, or a server without memory, would be told.
    const error = await failureOf(store.write("k", { ...write, ttlMs: Number.NaN }));
    expect(error).toBeInstanceOf(Error);
    const seen = everythingOf(error);
    expect(seen).not.toContain(SECRET);
    expect(seen).not.toContain(Buffer.from(SECRET).toString("hex").match(/../g)?.join(" "));
  });
});

describe("a server that shows a certificate nobody vouches for", () => {
  let server: Server;
  let port: number;
  let certificate: string;
  let heard = "";
  const sockets = new Set<TLSSocket>();
  beforeAll(async () => {
    const pair = await generate([{ name: "commonName", value: "localhost" }], {
      keySize: 2048,
      extensions: [{ name: "subjectAltName", altNames: [{ type: 2, value: "localhost" }] }],
    });
    certificate = pair.cert;
    server = createServer({ cert: pair.cert, key: pair.private }, (socket) => {
      sockets.add(socket);
      socket.on("error", () => {}).on("data", (bytes) => (heard += bytes.toString("latin1")));
    });
    server.on("tlsClientError", () => {});
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    ({ port } = server.address() as { port: number });
  }, 60_000);
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  describe.each(LIBRARIES)("with %s", (library) => {
    test.each([
      ["rediss://user:", ""],
      ["rediss+cluster://user:", ""],
      ["rediss+sentinel://user:", "/name"],
    ])("is told nothing, least of all the password: %s", async (start, path) => {
      heard = "";
      const url = `${start}${SECRET}@localhost:${port}${path}`;
      const store = bench.open({ library, url, connectTimeoutMs: 300 });
      expect(await failureOf(store.news(undefined))).not.toBe("answered");
      expect(heard).toBe("");
      // The same server hears us as soon as somebody vouches for it.
      const sentinel = { tls: { ca: certificate } };
      const trusting = bench.open({ library, url, tls: { ca: certificate }, sentinel, connectTimeoutMs: 300 });
      expect(await failureOf(trusting.news(undefined))).not.toBe("answered");
      await eventually(async () => expect(heard).not.toBe(""), 3000);
    });
  });
});
