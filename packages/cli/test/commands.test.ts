import { readdirSync } from "node:fs";
import { startCluster, startSentinel } from "@tagledger/redis-servers";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { run, runJson } from "./command.ts";
import { BACKENDS, openStore, temporary } from "./stores.ts";

interface Stats {
  readonly store: string;
  readonly position: { readonly epoch: string; readonly seq: number };
  readonly tags: { readonly marked: number; readonly hard: number; readonly soft: number };
  readonly entries: {
    readonly count: number;
    readonly bytes: number;
    readonly byKind: Record<string, { entries: number }>;
  };
  readonly measures: readonly { readonly name: string; readonly value: number | string }[];
}
interface Inspected {
  readonly total: number;
  readonly records: readonly { readonly seq: number; readonly kind: string; readonly tags: string[] }[];
  readonly entries: readonly {
    readonly key: string;
    readonly verdict: string;
    readonly causes: readonly Record<string, unknown>[];
    readonly tags: string[];
    readonly position: { readonly seq: number };
    readonly ageMs: number;
    readonly body?: string;
  }[];
}
interface Purged {
  readonly recorded: boolean;
  readonly tags: readonly string[];
  readonly position: { readonly epoch: string; readonly seq: number };
}

describe.each(BACKENDS)("on %s", (backend) => {
  test("stats counts what is there", async () => {
    const { flags, cache, runtime } = await openStore(backend);
    const empty = await runJson<Stats>(["stats", ...flags]);
    expect(empty.code).toBe(0);
    expect(empty.json).toMatchObject({ store: backend, tags: { marked: 0 }, entries: { count: 0, bytes: 0 } });
    for (let index = 0; index < 40; index++) await cache(`key ${index}`, ["a"], "x".repeat(1000));
    await runtime.invalidate(["gone", "too"]);
    await runtime.invalidate(["later"], { expire: 100 });
    const { json } = await runJson<Stats>(["stats", ...flags]);
    expect(json.tags).toEqual({ marked: 3, hard: 2, soft: 1 });
    expect(json.entries).toMatchObject({ count: 40, byKind: { u: { entries: 40 } } });
    expect(json.entries.bytes).toBeGreaterThan(40_000);
    expect(json.entries.bytes).toBeLessThan(60_000);
    expect(json.position).toMatchObject({ epoch: runtime.replica.epoch, seq: runtime.replica.seq });
    expect(json.measures.find(({ name }) => name === "ledger")?.value).toBeGreaterThan(0);
    if (backend === "redis") expect(json.measures.map(({ name }) => name)).toContain("used_memory");
    const { stdout } = await run(["stats", ...flags]);
    expect(stdout).toContain("40 with");
    expect(
      Math.max(
        ...stdout
          .split("\n")
          .slice(1)
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(80);
  });

  test("inspect says which entries a tag concerns, and whose mark makes them stale or expired", async () => {
    const { flags, cache, runtime } = await openStore(backend);
    await cache("fresh", ["other", "products"]);
    await runtime.invalidate(["products"], {});
    await runtime.invalidate(["prices"]);
    await cache("both", ["products", "prices"]);
    await runtime.invalidate(["prices"]);
    const softAt = (await inspect("products")).records[0]?.seq;
    const { total, entries } = await inspect("products");
    expect(total).toBe(2);
    expect(entries.map(({ verdict }) => verdict).toSorted()).toEqual(["expired", "stale"]);
    const stale = entries.find(({ verdict }) => verdict === "stale");
    expect(stale).toMatchObject({ tags: ["other", "products"] });
    expect(stale?.causes).toEqual([{ type: "tag", tag: "products", verdict: "stale", at: softAt }]);
    const expired = entries.find(({ verdict }) => verdict === "expired");
    expect(expired?.causes.slice(0, 1)).toEqual([
      { type: "tag", tag: "prices", verdict: "expired", at: runtime.replica.seq },
    ]);
    expect(expired?.ageMs).toBeGreaterThanOrEqual(0);
    expect((await inspect("nothing")).total).toBe(0);
    const byKey = await inspect(stale?.key ?? "");
    expect(byKey.entries).toMatchObject([{ key: stale?.key, verdict: "stale" }]);
    const { stdout } = await run(["inspect", "products", ...flags]);
    expect(stdout).toContain(`products was marked stale at position ${softAt}`);

    async function inspect(what: string): Promise<Inspected> {
      const { code, json } = await runJson<Inspected>(["inspect", what, ...flags]);
      expect(code).toBe(0);
      return json;
    }
  });

  test("inspect knows an entry of an earlier epoch", async () => {
    const { flags, cache, store, runtime } = await openStore(backend);
    await cache("old", ["a"]);
    await store.renew(runtime.replica.epoch ?? "");
    const { json } = await runJson<Inspected>(["inspect", "a", ...flags]);
    expect(json.entries).toMatchObject([{ verdict: "expired", causes: [{ type: "epoch" }] }]);
  });

  test("values and bodies are printed only when they are asked for", async () => {
    const { flags, cache } = await openStore(backend);
    await cache('["id",["secret argument"]]', ["a"], "secret body");
    for (const command of [["inspect", "a"], ["inspect", "a", "--json"], ["stats"]]) {
      const { stdout, stderr } = await run([...command, ...flags]);
      expect(stdout + stderr).not.toMatch(/secret/);
    }
    expect((await run(["inspect", "a", "--show-values", ...flags])).stdout).toContain("secret body");
    const { json } = await runJson<Inspected>(["inspect", "a", "--show-values", ...flags]);
    expect(Buffer.from(json.entries[0]?.body ?? "", "base64").toString()).toBe("secret body");
  });

  test("purge --tag expires at once for every instance, what lacks the tag stays", async () => {
    const { flags, cache, ask } = await openStore(backend);
    await cache("one", ["a", "b"]);
    await cache("other", ["b"]);
    const { code, json } = await runJson<Purged>(["purge", "--tag", "a", "--tag", "zz", ...flags]);
    expect(code).toBe(0);
    expect(json).toMatchObject({ recorded: true, tags: ["a", "zz"], kind: "hard" });
    expect(await ask("one")).toBeUndefined();
    expect(await ask("other")).toMatchObject({ stale: false });
  });

  test("purge --max and --expire serve the old meanwhile", async () => {
    const { flags, cache, ask } = await openStore(backend);
    await cache("one", ["a"]);
    await cache("two", ["b"]);
    expect((await run(["purge", "--tag", "a", "--max", ...flags])).code).toBe(0);
    expect((await run(["purge", "--tag", "b", "--expire", "3600", ...flags])).code).toBe(0);
    expect(await ask("one")).toEqual({ text: "the value of one", stale: true });
    expect(await ask("two")).toMatchObject({ stale: true });
    expect((await run(["purge", "--tag", "b", "--expire", "0", ...flags])).code).toBe(0);
    expect(await ask("two")).toBeUndefined();
  });

  test("purge --path reaches what revalidatePath does", async () => {
    const { flags, cache, ask } = await openStore(backend);
    await cache("page", ["_N_T_/blog/hello"]);
    await cache("layout", ["_N_T_/blog/layout"]);
    expect((await run(["purge", "--path", "/blog/hello/", ...flags])).code).toBe(0);
    expect(await ask("page")).toBeUndefined();
    expect(await ask("layout")).toBeDefined();
    expect((await run(["purge", "--path", "/blog", "--type", "layout", ...flags])).code).toBe(0);
    expect(await ask("layout")).toBeUndefined();
  });

  test("purge --prefix finds tags in entries and marks, and says that it knows no others", async () => {
    const { flags, cache, ask, runtime } = await openStore(backend);
    await cache("one", ["user:1", "x"]);
    await cache(
      "two",
      ["user:ä"].map((tag) => encodeURI(tag)),
    );
    await runtime.invalidate(["user:3", "other"]);
    const dry = await runJson<Purged>(["purge", "--prefix", "user:", "--dry-run", ...flags]);
    expect(dry.json).toMatchObject({ recorded: false, tags: ["user:%C3%A4", "user:1", "user:3"] });
    expect(dry.stderr).toContain("is not known");
    expect(await ask("one")).toBeDefined();
    const { json } = await runJson<Purged>(["purge", "--prefix", "user:", ...flags]);
    expect(json.tags).toEqual(["user:%C3%A4", "user:1", "user:3"]);
    expect(await ask("one")).toBeUndefined();
    expect(await ask("two")).toBeUndefined();
    expect((await runJson<Purged>(["purge", "--prefix", "nobody", ...flags])).json.recorded).toBe(false);
  });

  test("purge --all makes everything a miss, and only when somebody has agreed", async () => {
    const { flags, cache, ask } = await openStore(backend);
    await cache("one", ["a"]);
    const refused = await run(["purge", "--all", ...flags]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("--yes");
    expect(await ask("one")).toBeDefined();
    const { code, json } = await runJson<Purged & { previous: string }>(["purge", "--all", "--yes", ...flags]);
    expect(code).toBe(0);
    expect(json.position.epoch).not.toBe(json.previous);
    expect(await ask("one")).toBeUndefined();
  });

  test("bench measures, and leaves nothing behind", async () => {
    const { flags, cache, store } = await openStore(backend);
    await cache("mine", ["a"]);
    const before = await store.news(undefined);
    const { json } = await runJson<{ trials: { name: string; times: number; p50Ms: number; mostMs: number }[] }>([
      "bench",
      "--count",
      "5",
      ...flags,
    ]);
    expect(json.trials.map(({ name }) => name)).toEqual([
      "round trip",
      "refresh",
      "write 1 kB",
      "read 1 kB",
      "write 100 kB",
      "read 100 kB",
      "invalidate",
    ]);
    for (const { times, p50Ms, mostMs } of json.trials) {
      expect(times).toBe(5);
      expect(p50Ms).toBeGreaterThan(0);
      expect(mostMs).toBeGreaterThanOrEqual(p50Ms);
    }
    expect(await store.news(before?.position)).toBeUndefined();
    expect(await leftBehind(backend, flags)).toEqual([]);
  });
});

test.each([
  ["a cluster", "cluster"],
  ["sentinels", "sentinel"],
])("on %s every command finds what is spread over it", async (_name, kind) => {
  const { url, stop } = kind === "cluster" ? await cluster() : await sentinels();
  onTestFinished(async () => void (await stop()));
  const { flags, cache, ask } = await openStore("redis", url);
  for (let index = 0; index < 30; index++) await cache(`key ${index}`, ["all", `tag:${index}`]);
  expect((await runJson<Stats>(["stats", ...flags])).json.entries.count).toBe(30);
  expect((await runJson<Inspected>(["inspect", "all", ...flags])).json.total).toBe(30);
  expect((await runJson<Purged>(["purge", "--prefix", "tag:1", ...flags])).json.tags).toHaveLength(11);
  expect(await ask("key 17")).toBeUndefined();
  expect(await ask("key 2")).toBeDefined();
  expect((await run(["purge", "--all", "--yes", ...flags])).code).toBe(0);
  expect(await ask("key 2")).toBeUndefined();
  // How busy this machine is, is not what this is about.
  const env = { TAGLEDGER_DEADLINE_MS: "60000" };
  expect((await run(["bench", "--count", "2", ...flags], { env })).code).toBe(0);
});

async function cluster(): Promise<{ url: string; stop: () => Promise<unknown> }> {
  const servers = await startCluster();
  const nodes = servers.addresses.map(({ host, port }) => `${host}:${port}`);
  return { url: `redis+cluster://${nodes.join(",")}`, stop: () => servers.stop() };
}

async function sentinels(): Promise<{ url: string; stop: () => Promise<unknown> }> {
  const servers = await startSentinel();
  const nodes = servers.sentinelAddresses.map(({ host, port }) => `${host}:${port}`);
  return { url: `redis+sentinel://${nodes.join(",")}/${servers.name}`, stop: () => servers.stop() };
}

test.each(["stats", "tail", "inspect a", "purge --tag a", "purge --all --yes", "seed"])(
  "%s in a place where no ledger is says so and makes none",
  async (command) => {
    const directory = temporary();
    for (const where of [
      ["--dir", directory],
      ["--redis", inject("redisUrl")],
    ]) {
      const { code, json } = await runJson<{ error: { code: string } }>(
        [...command.split(" "), ...where, "--namespace", "mistyped"],
        { cwd: inject("wired") },
      );
      expect(code).toBe(1);
      expect(json.error.code).toBe("NO-LEDGER");
    }
    expect(readdirSync(directory)).toEqual([]);
  },
);

async function leftBehind(backend: string, flags: readonly string[]): Promise<string[]> {
  const where = flags[1] ?? "";
  if (backend === "filesystem") {
    return readdirSync(`${where}/v1`).filter((name) => name.includes("scratch"));
  }
  const { createClient } = await import("redis");
  const client = createClient({ url: where });
  await client.connect();
  try {
    return await client.keys("*scratch*");
  } finally {
    client.destroy();
  }
}
