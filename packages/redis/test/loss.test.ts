import { startStandalone } from "@tagledger/redis-servers";
import type { News } from "@tagledger/core/store";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createWorkbench, eventually, everything, hard, positionOf, tagsOf, type Workbench } from "./workbench.ts";

/** A ledger that was lost, in whole or in part, has a new epoch before anything of it is believed. */

let server: Awaited<ReturnType<typeof startStandalone>>;
let bench: Workbench;

beforeAll(async () => {
  // Every command is on disk before it is answered, so that a restart brings back what the test wants it to.
  server = await startStandalone({ config: { appendonly: "yes", appendfsync: "always" } });
}, 120_000);
afterAll(() => server.stop());
beforeEach(() => {
  bench = createWorkbench(() => server.url);
});
afterEach(() => bench.close());

describe.each(["redis", "ioredis"] as const)("with %s", (library) => {
  test.each(["head", "order", "marks", "nonces"] as const)(
    "hole 17: a ledger whose %s is gone is not believed, also when it is written to before it is read",
    async (part) => {
      const [one, other] = [bench.open({ library }), bench.open({ library })];
      const before = (await one.append([hard("a")], undefined)).news.position;
      await server.command("DEL", bench.keys[part]);
      const { news } = await other.append([hard("b")], undefined);
      expect(news.position.epoch).not.toBe(before.epoch);
      expect(tagsOf(await everything(bench.open({ library })))).toEqual(["b"]);
      const told = await one.news(before);
      expect(told?.reset).toBe(true);
      expect(tagsOf(told)).toEqual(["b"]);
    },
  );

  test.each(["head", "order", "marks", "nonces"] as const)(
    "what somebody else keeps under the name of %s is replaced",
    async (part) => {
      const one = bench.open({ library });
      const before = (await one.append([hard("a")], undefined)).news.position;
      await server.command("DEL", bench.keys[part]);
      await server.command("RPUSH", bench.keys[part], "foreign");
      expect((await one.news(before))?.reset).toBe(true);
      const after = await one.append([hard("b")], undefined);
      expect(tagsOf(after.news)).toEqual(["b"]);
      expect(after.news.position.epoch).not.toBe(before.epoch);
    },
  );

  test("a flushed server begins a new epoch, and says so", async () => {
    const store = bench.open({ library });
    const before = (await store.append([hard("a")], undefined)).news.position;
    await server.command("FLUSHALL");
    const news = await store.news(before);
    expect(news?.reset).toBe(true);
    expect(news?.position.epoch).not.toBe(before.epoch);
    expect(bench.problems.map(({ code }) => code)).toContain("TL-LEDGER-RENEWED");
  });

  test("hole 6: a snapshot that is put back under a running server is noticed by the nonce, also when it has grown past", async () => {
    const { head, order, marks, nonces } = bench.keys;
    const store = bench.open({ library });
    await store.append([hard("a")], undefined);
    const copies = new Map<string, string>();
    for (const key of [head, order, marks, nonces]) {
      await server.command("COPY", key, `${key}:copy`);
      copies.set(key, `${key}:copy`);
    }
    const known = (await store.append([hard("b")], undefined)).news.position;
    for (const [key, copy] of copies) await server.command("COPY", copy, key, "REPLACE");

    // Somebody who does not know what was lost lets it grow past the position that was known.
    const other = bench.open({ library });
    await other.append([hard("c"), hard("d"), hard("e")], undefined);
    const news = await store.news(known);
    expect(news?.position.epoch).not.toBe(known.epoch);
    expect(news?.reset).toBe(true);
    expect(tagsOf(news)).toEqual([]);
  });

  test("hole 12: a server that was restarted with its data is not believed to have all of it", async () => {
    const store = bench.open({ library });
    const before = (await store.append([hard("a")], undefined)).news.position;
    await server.restart({ keepData: true });
    // The data is there, and somebody who knows nothing would believe it.
    expect(await server.command("EXISTS", bench.keys.head)).toBe(1);
    const fresh = bench.open({ library });
    expect((await positionOf(fresh)).epoch).not.toBe(before.epoch);
    const news = await eventually(() => store.news(before));
    expect(news?.position).toEqual(await positionOf(fresh));
    expect(bench.problems.map(({ code }) => code)).toContain("TL-LEDGER-RENEWED");
  });

  test("hole 12: an append that is the first command after a restart begins the new epoch itself", async () => {
    const store = bench.open({ library });
    const before = (await store.append([hard("a")], undefined)).news.position;
    await server.restart({ keepData: true });
    const { news } = await eventually(() => store.append([hard("b")], before));
    expect(news.reset).toBe(true);
    expect(news.position.epoch).not.toBe(before.epoch);
    expect(tagsOf(news)).toEqual(["b"]);
  });

  test("a server that is trusted keeps its ledger over a restart", async () => {
    const store = bench.open({ library, durability: "trusted" });
    const before = (await store.append([hard("a")], undefined)).news.position;
    await server.restart({ keepData: true });
    expect(await eventually(() => store.news(before))).toBeUndefined();
    expect(bench.problems).toEqual([]);
  });

  test("a trusted server that lost its data begins a new epoch all the same", async () => {
    const store = bench.open({ library, durability: "trusted" });
    const before = (await store.append([hard("a")], undefined)).news.position;
    await server.restart({ keepData: false });
    const news = await eventually(() => store.news(before));
    expect(news?.position.epoch).not.toBe(before.epoch);
  });

  test("forgotten scripts are sent again", async () => {
    const store = bench.open({ library });
    const before = (await store.append([hard("a")], undefined)).news.position;
    await server.command("SCRIPT", "FLUSH");
    const { news, alone } = await store.append([hard("b")], before);
    expect(alone).toBe(true);
    expect(news.position.epoch).toBe(before.epoch);
  });

  test("a connection that is killed is opened again, and nothing is lost", async () => {
    const store = bench.open({ library });
    const before = (await store.append([hard("a")], undefined)).news.position;
    await server.command("CLIENT", "KILL", "TYPE", "normal");
    expect(await eventually(() => store.news(before))).toBeUndefined();
  });
});

describe("a server that changes its identity back and forth", () => {
  /** As if the server at the same address had been another one. */
  const pretend = async (owner: string): Promise<void> => {
    const head = String(await server.command("GET", bench.keys.head));
    await server.command("SET", bench.keys.head, head.replace(/ \S+$/, ` ${owner}`));
  };

  test("is fenced three times and then believed, with a word to the operator", async () => {
    const store = bench.open();
    let { epoch } = await positionOf(store);
    const renewed: boolean[] = [];
    for (let turn = 0; turn < 6; turn++) {
      await pretend("f00df00df00df00d");
      const next = (await positionOf(bench.open())).epoch;
      renewed.push(next !== epoch);
      epoch = next;
    }
    expect(renewed).toEqual([true, true, true, false, false, false]);
    expect(bench.problems.map(({ code }) => code)).toContain("TL-REDIS-FLAPPING");
  });

  test("is told from one that crashes again and again, which is fenced each time", async () => {
    const store = bench.open();
    let { epoch } = await positionOf(store);
    for (let turn = 0; turn < 5; turn++) {
      await server.restart({ keepData: true });
      const next = (await eventually(() => positionOf(store))).epoch;
      expect(next, `restart ${turn + 1}`).not.toBe(epoch);
      epoch = next;
    }
    expect(bench.problems.map(({ code }) => code)).not.toContain("TL-REDIS-FLAPPING");
  });
});

describe("what a ledger was written by", () => {
  test("a newer version is not misread: calls fail with a code and the ledger stays as it is", async () => {
    const store = bench.open();
    await store.append([hard("a")], undefined);
    const newer = `2 ${"e".repeat(32)} 7 9.abcdefgh 0 - more`;
    await server.command("SET", bench.keys.head, newer);
    await expect(bench.open().news(undefined)).rejects.toMatchObject({ code: "TL-LEDGER-VERSION" });
    await expect(store.append([hard("b")], undefined)).rejects.toMatchObject({ code: "TL-LEDGER-VERSION" });
    expect(await server.command("GET", bench.keys.head)).toBe(newer);
  });

  test("a user who may not ask for the identity is told once, and the ledger works", async () => {
    await server.command("ACL", "SETUSER", "narrow", "on", ">secret", "~tagledger:*", "+@all", "-info");
    const store = bench.open({ username: "narrow", password: "secret" });
    const { news } = await store.append([hard("a")], undefined);
    expect(await store.news(news.position)).toBeUndefined();
    await store.append([hard("b")], news.position);
    expect(new Set(bench.problems.map(({ code }) => code))).toEqual(new Set(["TL-REDIS-INFO"]));
    // Somebody who may ask does not take the ledger for another server's.
    expect((await positionOf(bench.open())).epoch).toBe(news.position.epoch);
  });

  test("a user who may not run scripts is told which command is missing", async () => {
    await server.command("ACL", "SETUSER", "bare", "on", ">secret", "~tagledger:*", "+@all", "-evalsha", "-eval");
    const store = bench.open({ username: "bare", password: "secret" });
    await expect(store.news(undefined)).rejects.toMatchObject({ code: "TL-REDIS-PERMISSION" });
  });
});

describe("nonces", () => {
  test("a caller who is further behind than nonces are kept is told everything, and the epoch stays", async () => {
    const store = bench.open();
    const old = (await store.append([hard("a")], undefined)).news.position;
    const { position } = (await store.append([hard("b")], old)).news;
    // As after 262 144 more appends.
    const head = `1 ${position.epoch} ${position.seq} 262146.${position.nonce.split(".")[1]} 0`;
    const owner = String(await server.command("GET", bench.keys.head))
      .split(" ")
      .at(-1);
    await server.command("SET", bench.keys.head, `${head} ${owner}`);
    const news = await store.news(old);
    expect(news?.reset).toBe(true);
    expect(news?.position.epoch).toBe(old.epoch);
    expect(tagsOf(news)).toEqual(["a", "b"]);
  });
});

describe("garbage among what is ours", () => {
  const spoil: Record<string, () => Promise<unknown>> = {
    "a mark": () => server.command("HSET", bench.keys.marks, "=a", "garbage"),
    "the count of bytes": () => server.command("HSET", bench.keys.marks, "bytes", "many"),
    "a mark that is missing": () => server.command("HDEL", bench.keys.marks, "=a"),
    "a tag that nobody marked": () => server.command("ZADD", bench.keys.order, "1.5", "=stranger"),
    "a head beyond what numbers can tell": async () => {
      const head = String(await server.command("GET", bench.keys.head));
      await server.command("SET", bench.keys.head, head.replace(/^(1 \S+) \d+/, "$1 9007199254740993"));
    },
  };

  test.each(Object.keys(spoil))(
    "%s makes a new ledger for whoever asks next, and invalidations are taken again",
    async (what) => {
      const store = bench.open();
      const { position } = (await store.append([hard("a")], undefined)).news;
      const { position: later } = (await store.append([hard("b")], position)).news;
      await spoil[what]?.();
      await store.append([hard("a"), hard("c")], later).catch(() => {});
      const fresh = await everything(bench.open());
      const { news } = await store.append([hard("d")], undefined);
      expect(news.position.epoch).toBe(fresh.position.epoch);
      expect(news.position.epoch).not.toBe(position.epoch);
      expect(tagsOf(news)).toContain("d");
    },
  );

  test.each([1e306, Number.MAX_VALUE, Number.NaN, -Infinity, -1e15, 2 ** 60])(
    "a profile that lasts for %d seconds spoils nothing",
    async (expireSeconds) => {
      const store = bench.open();
      await store.append([{ tags: ["t"], kind: "soft", expireSeconds }], undefined);
      const [mark] = (await everything(bench.open())).marks;
      if (expireSeconds > 0) expect(mark?.softExpiresInMs).toBeGreaterThan(1e15);
      else expect(mark?.softExpiresInMs ?? 0).toBeLessThanOrEqual(0);
    },
  );
});

describe("what is large", () => {
  test("10 000 tags in one call are all recorded, in steps that others get between", async () => {
    const [store, other] = [bench.open(), bench.open()];
    const before = await positionOf(store);
    const tags = Array.from({ length: 10_000 }, (_, index) => `tag-${index}`);
    const appended = await store.append([hard(...tags), { tags: ["last"], kind: "soft" }], before);
    expect(appended.alone).toBe(true);
    expect(appended.news.position.seq).toBe(appended.seq);
    expect(appended.news.reset).toBe(false);
    expect(new Set(tagsOf(appended.news))).toEqual(new Set([...tags, "last"]));
    expect(await store.news(appended.news.position)).toBeUndefined();
    expect((await other.news(before))?.marks).toHaveLength(10_001);
  });

  test("those who lose patience with a large ledger and ask again read it once", async () => {
    const writer = bench.open();
    const tags = Array.from({ length: 8000 }, (_, index) => `tag-${index}`);
    await writer.append([hard(...tags)], undefined);
    const reader = bench.open();
    await server.command("CONFIG", "RESETSTAT");
    const asked = Array.from({ length: 6 }, () => reader.news(undefined));
    await writer.append([hard("meanwhile")], undefined);
    for (const news of await Promise.all(asked)) {
      expect(news?.reset).toBe(true);
      expect(news?.marks.length).toBeGreaterThanOrEqual(8000);
    }
    const ranges = /cmdstat_zrangebyscore:calls=(\d+)/.exec(String(await server.command("INFO", "commandstats")));
    expect(Number(ranges?.[1])).toBeLessThan(40);
    const news = (await reader.news(undefined)) as News;
    expect(tagsOf(news)).toContain("meanwhile");
  });
});
