import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createTimeOffset, startCluster, startReplicated, startStandalone } from "@tagledger/redis-servers";
import { expect, inject, onTestFinished, test } from "vitest";
import type { Finding } from "../src/doctor/finding.ts";
import { type Ran, run, runJson } from "./command.ts";
import { ENCRYPTION_KEY } from "./global-setup.ts";
import { copyOf, projectIn, type TestProject } from "./projects.ts";

interface Report {
  readonly ok: boolean;
  readonly findings: readonly Finding[];
}
type Env = Record<string, string>;

const HEALTHY: Env = { REDIS_URL: inject("redisUrl"), NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: ENCRYPTION_KEY };

async function examine(project: Pick<TestProject, "folder">, env: Env = HEALTHY, flags: string[] = []) {
  const { code, json } = await runJson<Report>(["doctor", "--timeout", "20000", ...flags], {
    cwd: project.folder,
    env,
  });
  expect(code, "the exit code says whether there is an error").toBe(
    json.findings.some(({ severity }) => severity === "error") ? 1 : 0,
  );
  expect(json.ok).toBe(code === 0);
  for (const { seen, fix } of json.findings) expect(Math.min(seen.length, fix.length)).toBeGreaterThan(10);
  return json.findings.map(({ severity, id }) => `${severity} ${id}`);
}

const wired = (): TestProject => copyOf(inject("wired"));

async function redis(config: Env): Promise<Awaited<ReturnType<typeof startStandalone>>> {
  const server = await startStandalone({ config });
  onTestFinished(() => server.stop());
  return server;
}

const withRedis = (url: string, more: Env = {}): Env => ({ ...HEALTHY, REDIS_URL: url, ...more });

/** With another Redis the ledger is not the one that the build knew. */
const OTHER_LEDGER = "note build-position";

test("a project in which nothing is wrong has no findings, on Redis and on a directory", async () => {
  expect(await examine(wired())).toEqual([]);
  const { code, stdout } = await run(["doctor"], { cwd: inject("wired"), env: HEALTHY });
  expect(stdout).toContain("Nothing is wrong.");
  expect(code).toBe(0);
  expect(await examine({ folder: inject("onDirectory") }, {})).toEqual([]);
});

test("what next.config lacked when it was built is found in the build", async () => {
  const found = await examine({ folder: inject("bare") }, { REDIS_URL: inject("redisUrl") }, ["--store", "redis"]);
  expect(found).toEqual([
    "error handler-not-wired",
    "error handlers-not-wired",
    "error handlers-not-wired",
    "warning images-not-shared",
    "warning allowed-origins-missing",
    "warning deployment-id-missing",
    "warning build-id-random",
    "warning encryption-key-missing",
    OTHER_LEDGER,
  ]);
});

interface Files {
  config: Record<string, unknown> & { cacheHandlers: Record<string, string>; experimental: Record<string, unknown> };
}
const BUILT = ".next/required-server-files.json";

test.for<[string, (project: TestProject) => void, string]>([
  ["has no build", (project) => project.remove(".next"), "warning build-missing"],
  [
    "was built where its handlers were elsewhere",
    (project) => project.edit<Files>(BUILT, ({ config }) => (config["cacheHandler"] = "../moved/incremental.js")),
    "error handler-missing",
  ],
  [
    "keeps a part in a directory",
    (project) =>
      project.edit<Files>(BUILT, ({ config }) => {
        config.cacheHandlers["remote"] = "../../../../filesystem/dist/use-cache.js";
      }),
    "error handlers-mixed",
  ],
  [
    "has a handler of somebody else",
    (project) => {
      project.write("handler.mjs", "export default class {}\n");
      project.edit<Files>(BUILT, ({ config }) => (config["cacheHandler"] = "../handler.mjs"));
    },
    "error handler-foreign",
  ],
  [
    "keeps responses in memory",
    (project) => project.edit<Files>(BUILT, ({ config }) => (config["cacheMaxMemorySize"] = 52_428_800)),
    "error memory-cache",
  ],
  [
    "was configured again after the build",
    (project) => utimesSync(project.path("next.config.mjs"), new Date(), new Date(Date.now() + 60_000)),
    "warning config-newer",
  ],
  [
    "was built by another Next.js",
    (project) => project.write(".next/diagnostics/framework.json", '{"name":"Next.js","version":"16.0.0"}'),
    "error next-differs",
  ],
  [
    "allows origins that no host is equal to",
    (project) =>
      project.edit<Files>(BUILT, ({ config }) => {
        config.experimental["serverActions"] = { allowedOrigins: ["https://shop.example.com"] };
      }),
    "error allowed-origins-invalid",
  ],
  [
    "has the build id of every build",
    (project) => project.write(".next/BUILD_ID", "build-TfctsWXpff2fKS"),
    "warning build-id-common",
  ],
  [
    "has a standalone output without the handlers",
    (project) => project.edit<Files>(BUILT, ({ config }) => (config["output"] = "standalone")),
    "error standalone-without-handlers",
  ],
  [
    "has routes in the edge runtime",
    (project) =>
      project.edit<{ functions: object }>(".next/server/middleware-manifest.json", (manifest) => {
        manifest.functions = { "/api/geo": {} };
      }),
    "note edge-routes",
  ],
  ["does not know how old its build is", (project) => project.remove(".next/tagledger"), OTHER_LEDGER],
  ["is known by its path", (project) => project.write("package.json", "{}"), "error namespace-by-path"],
  [
    "has a Next.js with other handlers",
    (project) => project.write("node_modules/next/package.json", '{"name":"next","version":"15.5.0"}'),
    "error TL-NEXT-VERSION",
  ],
  [
    "has a Next.js that ignores lifetimes",
    (project) => {
      project.write("node_modules/next/package.json", '{"name":"next","version":"16.2.1"}');
      project.write(".next/diagnostics/framework.json", '{"version":"16.2.1"}');
    },
    "warning next-old",
  ],
])("a project that %s is found", async ([, plant, expected]) => {
  const project = wired();
  plant(project);
  // Another name is another ledger.
  const found = await examine(project, HEALTHY, ["--store", "redis"]);
  expect(found.filter((one) => one !== OTHER_LEDGER || one === expected)).toEqual([expected]);
});

test.for<[string, Env, string]>([
  ["a variable that nothing reads", { TAGLEDGER_DEADLINE: "500" }, "warning variable-unknown"],
  ["a value that is not accepted", { TAGLEDGER_NEAR_BYTES: "lots" }, "error TL-CONFIG"],
  [
    "a key for Server Actions that is none",
    { NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: "secret" },
    "error encryption-key-invalid",
  ],
  [
    "another key for Server Actions than the build has",
    { NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: Buffer.alloc(32, 8).toString("base64") },
    "error encryption-key-differs",
  ],
  ["no key for Server Actions", { NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: "" }, "warning encryption-key-missing"],
  ["trust in what was prerendered", { TAGLEDGER_SEEDS: "trust" }, "warning seeds-trusted"],
  ["trust in a server that forgets", { TAGLEDGER_REDIS_DURABILITY: "trusted" }, "error TL-REDIS-DURABILITY"],
])("%s in the environment is found", async ([, env, expected]) => {
  expect(await examine({ folder: inject("wired") }, { ...HEALTHY, ...env })).toEqual([expected]);
});

test("a variable that is nearly right is told apart, also in a file of the app", async () => {
  const project = wired();
  project.write(".env.production", "TAGLEDGER_MAX_STALENES_MS=5\n");
  const { json } = await runJson<Report>(["doctor"], { cwd: project.folder, env: HEALTHY });
  expect(json.findings.map(({ fix }) => fix)).toEqual([
    "Did you mean TAGLEDGER_MAX_STALENESS_MS? Otherwise remove it.",
  ]);
});

test("a Redis that nobody has named is found", async () => {
  const { REDIS_URL: _none, ...env } = HEALTHY;
  expect(await examine({ folder: inject("wired") }, env)).toContain("warning redis-url-missing");
});

test("a URL of Redis is found where the app keeps its cache in a directory", async () => {
  const env = { TAGLEDGER_REDIS_URL: inject("redisUrl") };
  expect(await examine({ folder: inject("onDirectory") }, env, ["--store", "filesystem"])).toEqual([
    "warning store-differs",
  ]);
});

test("the password in a URL that is talked about is not printed", async () => {
  const env = { TAGLEDGER_REDIS_URL: "rediss://user:hid/d%40en@cache.internal:6380" };
  const { stdout } = await run(["doctor", "--store", "filesystem"], { cwd: inject("onDirectory"), env });
  expect(stdout).toContain("rediss://user:***@cache.internal:6380");
  expect(stdout).not.toMatch(/hid|en@/);
});

test("a folder without Next.js and without us is found", async () => {
  const folder = temporary();
  writeFileSync(join(folder, "package.json"), '{"name":"empty"}');
  const found = await examine({ folder }, HEALTHY, ["--store", "redis"]);
  expect(found).toContain("error next-missing");
  expect(found).toContain("error backend-missing");
});

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), "tagledger-doctor-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const PACKAGES = join(import.meta.dirname, "..", "..");

/** Installs packages of ours as npm does, so that they see only what is beside them. */
function install(folder: string, name: "core" | "redis", version = "0.0.0"): TestProject {
  const target = join(folder, "node_modules", "@tagledger", name);
  mkdirSync(dirname(target), { recursive: true });
  for (const part of ["dist", "lua", "package.json"]) {
    cpSync(join(PACKAGES, name, part), join(target, part), {
      recursive: true,
      force: true,
      errorOnExist: false,
      filter: () => part !== "lua" || name === "redis",
    });
  }
  const installed = projectIn(target);
  installed.edit<{ version: string }>("package.json", (manifest) => (manifest.version = version));
  return installed;
}

test("an app without a client for Redis is found", async () => {
  const folder = temporary();
  writeFileSync(join(folder, "package.json"), '{"name":"clientless"}');
  install(folder, "core");
  install(folder, "redis");
  expect(await examine({ folder })).toContain("error TL-REDIS-CLIENT");
});

test("two copies of the core, and a version that is not this one's, are found", async () => {
  const project = wired();
  install(project.folder, "core", "0.0.1");
  const own = install(project.folder, "redis", "0.9.0");
  mkdirSync(own.path("node_modules/@tagledger"), { recursive: true });
  symlinkSync(join(PACKAGES, "core"), own.path("node_modules/@tagledger/core"));
  const found = await examine(project, HEALTHY, ["--store", "redis"]);
  expect(found).toContain("error core-twice");
  expect(found).toContain("warning versions-differ");
});

test("a Redis that does not listen is found", async () => {
  const server = await redis({});
  await server.kill();
  expect(await examine(wired(), withRedis(server.url))).toEqual(["error store-unreachable"]);
});

test("a Redis that hangs is found within the deadline", async () => {
  const server = await redis({});
  server.pause();
  const beganMs = performance.now();
  const { code, stdout } = await run(["doctor", "--timeout", "1000"], {
    cwd: inject("wired"),
    env: withRedis(server.url),
  });
  expect(code).toBe(1);
  expect(stdout).toContain("error store-hangs");
  expect(performance.now() - beganMs).toBeLessThan(20_000);
});

test("a wrong password is found and never printed", async () => {
  const server = await redis({ requirepass: "right" });
  const url = `redis://:wr0ngsecret@127.0.0.1:${server.port}`;
  expect(await examine(wired(), withRedis(url))).toEqual(["error store-unreachable"]);
  const { stdout, stderr }: Ran = await run(["doctor"], { cwd: inject("wired"), env: withRedis(url) });
  expect(stdout).toContain(`redis://:***@127.0.0.1:${server.port}`);
  expect(stdout + stderr).not.toContain("wr0ngsecret");
});

test.for<[string, Env, string]>([
  ["evicts the ledger", { maxmemory: "100mb", "maxmemory-policy": "allkeys-lru" }, "warning TL-REDIS-EVICTION"],
  [
    "keeps nothing when it is full",
    { maxmemory: "100mb", "maxmemory-policy": "noeviction" },
    "warning TL-REDIS-MEMORY",
  ],
])("a Redis that %s is found", async ([, config, expected]) => {
  const server = await redis(config);
  expect(await examine(wired(), withRedis(server.url))).toEqual([expected, OTHER_LEDGER]);
});

test.for<[string, string[], string]>([
  ["tell who it is", ["-info"], "warning TL-REDIS-INFO"],
  ["run scripts", ["-evalsha", "-eval"], "error TL-REDIS-PERMISSION"],
])("a user who may not have Redis %s is found", async ([, rights, expected]) => {
  const server = await redis({});
  await server.command("ACL", "SETUSER", "cache", "on", ">pass", "~*", "+@all", ...rights);
  const found = await examine(wired(), withRedis(`redis://cache:pass@127.0.0.1:${server.port}`));
  expect(found).toContain(expected);
});

test("a primary that may forget what its replicas never had is found", async () => {
  const servers = await startReplicated();
  onTestFinished(() => servers.stop());
  expect(await examine(wired(), withRedis(servers.primary.url))).toContain("warning TL-REDIS-REPLICAS");
});

test("a cluster that is as it should be is asked on the server that has the ledger", async () => {
  const servers = await startCluster();
  onTestFinished(() => servers.stop());
  const nodes = servers.addresses.map(({ host, port }) => `${host}:${port}`);
  const namespaces = ["one", "two", "three", "four", "five"];
  for (const namespace of namespaces) {
    const env = withRedis(`redis+cluster://${nodes.join(",")}`, { TAGLEDGER_NAMESPACE: namespace });
    expect(await examine({ folder: inject("wired") }, env)).not.toContain("warning store-unexamined");
  }
});

test("a clock that differs is found", async () => {
  const timeOffset = await createTimeOffset();
  onTestFinished(() => timeOffset.dispose());
  const server = await startStandalone({ timeOffset });
  onTestFinished(() => server.stop());
  timeOffset.set(3_600_000);
  expect(await examine(wired(), withRedis(server.url))).toContain("warning TL-REDIS-CLOCK");
});

test("another app in the same place is found", async () => {
  const server = await redis({});
  const env = withRedis(server.url, { TAGLEDGER_NAMESPACE: "shared" });
  const project = wired();
  const { store, claim } = await claimOf(project, server.url);
  await store.write(claim, {
    frame: [Buffer.from("another")],
    position: { epoch: "a".repeat(32), seq: 0 },
    ageMs: 0,
    ttlMs: 60_000,
  });
  await store.close();
  expect(await examine(project, env)).toContain("error TL-NAMESPACE-SHARED");
});

async function claimOf(project: TestProject, url: string) {
  const { redisStore } = await import("@tagledger/redis");
  const { entryKey } = await import("@tagledger/core");
  const { name } = JSON.parse(project.read("package.json")) as { name: string };
  const claim = entryKey({ space: "b", within: name }, project.read(".next/BUILD_ID"));
  return { store: redisStore({ url, namespace: "shared" }), claim };
}

test("a directory that is none is found", async () => {
  const file = join(temporary(), "file");
  writeFileSync(file, "");
  expect(await examine({ folder: inject("onDirectory") }, { TAGLEDGER_DIR: file })).toEqual(["error TL-DIRECTORY"]);
});
