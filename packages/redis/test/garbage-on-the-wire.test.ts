import { createServer, type Server, type Socket } from "node:net";
import { runs } from "@tagledger/fuzz";
import * as fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createWorkbench, type Workbench } from "./workbench.ts";

/** Something listens where Redis should be, and says what it likes. */

const chunk = fc.oneof(
  fc.constantFrom(
    "+OK\r\n",
    "$-1\r\n",
    "$5\r\nab",
    "$99999999999\r\n",
    "*-1\r\n",
    "*1000000000\r\n",
    "*2\r\n$1\r\na\r\n",
    ":9999999999999999999999\r\n",
    "-ERR no\r\n",
    "-READONLY no\r\n",
    "-MOVED 1 127.0.0.1:1\r\n",
    "HTTP/1.1 400 Bad Request\r\n\r\n",
    ">2\r\n+message\r\n",
    "%1\r\n",
    "\r\n",
    "",
  ),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString("latin1")),
  fc.array(fc.constant("*1\r\n"), { minLength: 2000, maxLength: 2000 }).map((parts) => parts.join("")),
);
const script = fc.array(chunk, { minLength: 1, maxLength: 12 });

let server: Server;
let port: number;
let replies: readonly string[] = [];
const sockets = new Set<Socket>();
let bench: Workbench;

beforeAll(async () => {
  server = createServer((socket) => {
    let turn = 0;
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    // The handshake is answered as a server does, so that it comes to the commands.
    socket.on("data", (bytes) => {
      const asked = bytes.toString("latin1");
      if (/CLIENT|SELECT|AUTH|PING|INFO/i.test(asked)) {
        for (const _ of asked.match(/\*\d+\r\n/g) ?? []) socket.write("+OK\r\n");
        return;
      }
      socket.write(Buffer.from(replies[turn++ % replies.length] ?? "", "latin1"));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ({ port } = server.address() as { port: number });
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  bench = createWorkbench(() => `redis://127.0.0.1:${port}`);
});
afterEach(() => bench.close());

describe.each(["redis", "ioredis"] as const)("with %s, whatever comes over the wire", (library) => {
  test("each call is an error, or nobody answers it, and the process goes on", async () => {
    const property = fc.asyncProperty(script, async (given) => {
      replies = given;
      const store = bench.open({ library, silenceMs: 40, connectTimeoutMs: 100 });
      try {
        const calls = [
          store.news(undefined),
          store.read("k"),
          store.append([{ tags: ["a"], kind: "hard" }], undefined),
        ];
        const outcomes = await within(400, Promise.allSettled(calls));
        for (const [index, outcome] of (outcomes ?? []).entries()) {
          // Nothing of it may be taken for a ledger; that there is no entry may be true.
          expect(outcome.status === "rejected" || (index === 1 && outcome.value === undefined)).toBe(true);
        }
      } finally {
        await store.close();
      }
    });
    await fc.assert(property, runs(25));
  });
});

/** What is not answered is bounded by the guard of core. */
async function within<Result>(ms: number, waited: Promise<Result>): Promise<Result | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  return Promise.race([waited, late]).finally(() => clearTimeout(timer));
}
