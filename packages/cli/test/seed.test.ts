import { rmSync } from "node:fs";
import { join } from "node:path";
import { createIncrementalCacheHandler, createRuntime, type Runtime } from "@tagledger/core";
import type { Store } from "@tagledger/core/store";
import { filesystemStore } from "@tagledger/filesystem";
import { redisStore } from "@tagledger/redis";
import { createHash, randomUUID } from "node:crypto";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { runJson } from "./command.ts";
import { APP_NAME, copyOf, type TestProject } from "./projects.ts";
import { DEADLINE_MS } from "./stores.ts";

interface Seeded {
  readonly loaded: number;
  readonly position: { readonly epoch: string; readonly seq: number };
  readonly outcomes: readonly { readonly path: string; readonly result: string; readonly reason?: string }[];
  readonly error?: { readonly code: string; readonly message: string };
}

/** A project whose build has seen the ledger of a namespace of its own. */
async function prepare(backend: "filesystem" | "redis") {
  const project = copyOf(inject(backend === "redis" ? "wired" : "onDirectory"));
  const namespace = `seed-${randomUUID()}`;
  const directory = project.path("cache");
  const url = inject("redisUrl");
  const open = (): Store =>
    backend === "redis" ? redisStore({ url, namespace }) : filesystemStore({ directory, namespace });
  const runtime = createRuntime({ store: open(), building: false, deadlineMs: DEADLINE_MS });
  onTestFinished(() => runtime.close());
  await runtime.refresh();
  const where = backend === "redis" ? ["--redis", url] : ["--dir", directory];
  return {
    project,
    runtime,
    open,
    note: (seq: number, epoch = runtime.replica.epoch) => {
      rmSync(project.path(".next/tagledger"), { recursive: true, force: true });
      project.write(".next/tagledger/position-1.json", JSON.stringify({ epoch, seq }));
    },
    seed: (...flags: string[]) =>
      runJson<Seeded>(["seed", "--timeout", "20000", ...where, "--namespace", namespace, ...flags], {
        cwd: project.folder,
      }),
  };
}

const moduleOf = (path: string): string =>
  createHash("sha256")
    .update(path === "/index" ? "/page" : "/blog/[slug]/page")
    .digest("hex");

/** Stores a page as an instance does. */
async function keep(shared: Store, project: TestProject, path: string, html: string): Promise<void> {
  const runtime = createRuntime({ store: shared, building: false, deadlineMs: DEADLINE_MS });
  try {
    await runtime.refresh();
    const Handler = createIncrementalCacheHandler(runtime, {
      seeds: "off",
      application: APP_NAME,
      nextVersion: "16.4",
    });
    const handler = new Handler({ serverDistDir: join(project.folder, ".next", "server") });
    const value = { kind: "APP_PAGE", html, rscData: Buffer.from("x"), headers: {}, status: 200 };
    await handler.set(`/route-cache/APP_PAGE/${moduleOf(path)}/$${path}`, value as never, {
      cacheControl: { revalidate: 900, expire: 3600 },
    });
  } finally {
    await runtime.close();
  }
}

/** Asks as an instance that has started just now, and cannot read the build's own files. */
async function answer(store: Store, project: TestProject, path: string): Promise<string | undefined> {
  const runtime: Runtime = createRuntime({ store, building: false, deadlineMs: DEADLINE_MS });
  try {
    const Handler = createIncrementalCacheHandler(runtime, {
      seeds: "off",
      application: APP_NAME,
      nextVersion: "16.4",
    });
    const module = moduleOf(path);
    const handler = new Handler({ serverDistDir: join(project.folder, ".next", "server") });
    const found = await handler.get(`/route-cache/APP_PAGE/${module}/$${path}`, { kind: "APP_PAGE" } as never);
    const value = found?.value as { html?: string } | null | undefined;
    return value?.html === "" ? undefined : value?.html;
  } finally {
    await runtime.close();
  }
}

describe.each(["filesystem", "redis"] as const)("seed on %s", (backend) => {
  test("loads what was prerendered, so that it answers a first request", async () => {
    const { project, note, seed, open, runtime } = await prepare(backend);
    note(runtime.replica.seq);
    expect(await answer(open(), project, "/index")).toBeUndefined();
    const { code, json } = await seed();
    expect(json.outcomes.filter(({ result }) => result === "failed")).toEqual([]);
    expect(code).toBe(0);
    expect(json.outcomes.filter(({ result }) => result === "loaded").map(({ path }) => path)).toEqual(
      expect.arrayContaining(["/index", "/blog/hello", "/feed"]),
    );
    expect(await answer(open(), project, "/index")).toContain("three products");
    expect(await answer(open(), project, "/blog/hello")).toContain("hello");
  });

  test("what was invalidated since the build began is not loaded, or never fresh", async () => {
    const { project, note, seed, open, runtime } = await prepare(backend);
    note(runtime.replica.seq);
    await runtime.invalidate(["products"]);
    const { json } = await seed();
    expect(json.outcomes.find(({ path }) => path === "/index")).toMatchObject({
      result: "left",
      reason: "it was invalidated since the build began",
    });
    expect(await answer(open(), project, "/index")).toBeUndefined();
    expect(await answer(open(), project, "/blog/hello")).toContain("hello");
    await runtime.invalidate(["posts"]);
    expect(await answer(open(), project, "/blog/hello")).toBeUndefined();
  });

  test("a build that does not know a position of this ledger is refused with the reason", async () => {
    const { project, note, seed, open, runtime } = await prepare(backend);
    const { epoch = "" } = runtime.replica;
    note(0, "f".repeat(32));
    await refused("another store");
    note(1e9);
    await refused("rewound");
    project.write(".next/tagledger/position-2.json", JSON.stringify({ epoch: "e".repeat(32), seq: 0 }));
    await refused("renewed");
    project.remove(".next/tagledger");
    await refused("has not noted");
    note(0);
    await runtime.refresh();
    const store = open();
    await store.renew(epoch);
    await store.close();
    await refused("lost or purged");

    async function refused(reason: string): Promise<void> {
      const { code, json } = await seed();
      expect(code).toBe(1);
      expect(json.error?.code).toBe("SEED-POSITION");
      expect(json.error?.message).toContain(reason);
      expect(await answer(open(), project, "/index"), "nothing was loaded").toBeUndefined();
    }
  });

  test("a position that was printed before the build stands for it, unless the build knows an earlier one", async () => {
    const { project, note, seed, open, runtime } = await prepare(backend);
    project.remove(".next/tagledger");
    const printed = await seed("--print-position");
    const { epoch, seq } = printed.json.position;
    await runtime.invalidate(["products"]);
    const { json } = await seed("--position", `${epoch}/${seq}`);
    expect(json.position).toEqual({ epoch, seq });
    expect(json.outcomes.find(({ path }) => path === "/index")?.result).toBe("left");
    expect(await answer(open(), project, "/blog/hello")).toContain("hello");
    project.write(".next/tagledger/position-1.json", "{}");
    note(seq);
    expect((await seed("--position", `${epoch}/${runtime.replica.seq}`)).json.position).toEqual({ epoch, seq });
  });

  test("what an instance has made since is not replaced", async () => {
    const { project, note, seed, open, runtime } = await prepare(backend);
    note(runtime.replica.seq);
    expect((await seed("--dry-run")).json.loaded).toBeGreaterThan(2);
    expect(await answer(open(), project, "/index"), "a dry run loads nothing").toBeUndefined();
    await seed();
    await runtime.invalidate(["unrelated"]);
    await keep(open(), project, "/index", "made since");
    const { code, json } = await seed();
    expect(code).toBe(0);
    expect(json.outcomes.find(({ path }) => path === "/index")).toMatchObject({ result: "left" });
    expect(await answer(open(), project, "/index")).toContain("made since");
  });
});

test("the build of this very ledger needs nothing said", async () => {
  const project = copyOf(inject("wired"));
  const { code, json } = await runJson<Seeded>(["seed"], {
    cwd: project.folder,
    env: { REDIS_URL: inject("redisUrl") },
  });
  expect(code).toBe(0);
  expect(json.loaded).toBeGreaterThan(2);
});
