import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startStandalone } from "@tagledger/redis-servers";
import { generate } from "selfsigned";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createWorkbench, positionOf, type Workbench } from "./workbench.ts";

let server: Awaited<ReturnType<typeof startStandalone>>;
let folder: string;
let certificate: string;
let port: number;
let bench: Workbench;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tagledger-tls-"));
  const pair = await generate([{ name: "commonName", value: "localhost" }], {
    keySize: 2048,
    extensions: [{ name: "subjectAltName", altNames: [{ type: 2, value: "localhost" }] }],
  });
  certificate = pair.cert;
  await writeFile(join(folder, "cert.pem"), pair.cert);
  await writeFile(join(folder, "key.pem"), pair.private);
  port = await freePort();
  server = await startStandalone({
    config: {
      "tls-port": String(port),
      "tls-cert-file": join(folder, "cert.pem"),
      "tls-key-file": join(folder, "key.pem"),
      "tls-auth-clients": "no",
    },
  });
}, 120_000);
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  bench = createWorkbench(() => `rediss://localhost:${port}`);
});
afterEach(() => bench.close());

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => listener.once("listening", resolve));
  const { port: free } = listener.address() as { port: number };
  await new Promise((resolve) => listener.close(resolve));
  return free;
}

describe.each(["redis", "ioredis"] as const)("TLS with %s", (library) => {
  test("connects to a server whose certificate is trusted", async () => {
    expect(await positionOf(bench.open({ library, tls: { ca: certificate } }))).toBeDefined();
  });

  test("refuses a certificate that nobody vouches for", async () => {
    await expect(bench.open({ library }).news(undefined)).rejects.toThrow(/self-signed|self signed|certificate/i);
  });

  test("refuses a certificate of another host", async () => {
    const store = bench.open({ library, url: `rediss://127.0.0.1:${port}`, tls: { ca: certificate } });
    await expect(store.news(undefined)).rejects.toThrow(/altnames|Hostname\/IP/i);
  });
});
