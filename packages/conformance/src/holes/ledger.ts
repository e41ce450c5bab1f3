import { createHash } from "node:crypto";
import { encodeEntry, type Store } from "@tagledger/core";
import { expect } from "vitest";
import { calmDown, EVERYTHING } from "../chaos-store.ts";
import { topic, type Topic } from "../claim.ts";
import type { OpenHandlers } from "../handler-subject.ts";
import { beginRequest, inRequest, within } from "../next/request.ts";
import { appPage, fetched, isServed, testSite, textOf } from "../next/singular.ts";
import { invalidate, read, readText, store } from "../next/use-cache.ts";
import { settles, turns } from "../test-time.ts";

async function epochOf(ledger: Store): Promise<string> {
  return (await ledger.news(undefined))?.position.epoch ?? "";
}

const QUICK = { deadlineMs: 150 };

export const LEDGER: Topic<OpenHandlers> = topic("holes 5, 6, 11 and 14 to 18: the ledger lost, late or not reached", {
  "C5 entries of a lost ledger are misses, in the memory of a process too": async (open) => {
    const subject = await open();
    const [one, other] = [await subject.start(), await subject.start()];
    const site = await testSite();
    await store(one, "k", { value: "old" });
    await site.answer(one, "/page", () => appPage("old"));
    await site.request(one).setFetch("f", fetched("old"));
    for (const process of [one, other]) expect(await readText(process, "k")).toBe("old");
    await subject.store.renew(await epochOf(subject.store));
    for (const process of [one, other, await subject.start()]) {
      expect(await readText(process, "k")).toBeUndefined();
      expect(isServed(await site.request(process).get("/page"))).toBe(false);
      expect(await site.request(process).getFetch("f")).toBeNull();
    }
    await store(one, "k", { value: "new" });
    for (const process of [one, other]) expect(await read(process, "k")).toMatchObject({ text: "new", fresh: true });
  },
  "C5 what was begun before a ledger was lost and is stored after it is a miss": async (open) => {
    const subject = await open();
    const process = await subject.start();
    const site = await testSite();
    const request = site.request(process);
    await request.get("/page");
    await inRequest(process, async () => {
      await process.useCache.refreshTags();
      await subject.store.renew(await epochOf(subject.store));
    });
    await readText(process, "other");
    await request.set("/page", appPage("old", ["t"]));
    expect(isServed(await site.request(process).get("/page"))).toBe(false);
  },
  "5 an own invalidation does not hide those that came before it": async (open) => {
    const subject = await open();
    const [b, a] = [await subject.start(), await subject.start()];
    const site = await testSite();
    for (const tag of ["x", "y"]) await store(b, tag, { value: "old", tags: [tag] });
    const request = beginRequest(b);
    await within(request, () => b.useCache.refreshTags());
    await invalidate(a, ["x"]);
    await invalidate(a, ["y"], { expire: 3600 });
    await within(request, () => b.useCache.updateTags(["z"]));
    expect(await readText(b, "x")).toBeUndefined();
    expect((await read(b, "y"))?.fresh).toBe(false);
    await site.answer(b, "/page", () => appPage("v", ["z"]));
    expect(await site.answer(b, "/page", () => appPage("v", ["z"]))).toBe("hit");
  },
  "5 nor when its answer is the only one that gets through": async (open) => {
    const subject = await open();
    const [b, a] = [await subject.start({ consistency: { maxStalenessMs: 3_600_000 } }), await subject.start()];
    await store(b, "x", { value: "old", tags: ["x"] });
    await invalidate(a, ["x"]);
    await invalidate(b, ["z"]);
    expect(await readText(b, "x")).toBeUndefined();
  },
  "6 an entry ahead of the ledger shows that it was rewound: everything starts over": async (open) => {
    const subject = await open();
    const process = await subject.start({ nearBytes: 0 });
    await store(process, "k", { value: "old", tags: ["t"] });
    const [key = ""] = process.chaos.keys;
    const before = await epochOf(subject.store);
    const head = (await subject.store.news(undefined))?.position.seq ?? 0;
    const ahead = encodeEntry(key, {
      kind: "use-cache",
      position: { epoch: before, seq: head + 100 },
      tags: ["t"],
      meta: { stale: 300, revalidate: 900, expire: 9000 },
      body: Buffer.from("old"),
    });
    await subject.store.write(key, {
      frame: ahead,
      position: { epoch: before, seq: head + 100 },
      ageMs: 0,
      ttlMs: 1e9,
    });
    expect(await readText(process, "k")).toBeUndefined();
    expect(await epochOf(subject.store)).not.toBe(before);
    // The ledger grows past that position again.
    for (let index = 0; index < 3; index++) await invalidate(process, ["other"]);
    expect(await readText(process, "k")).toBeUndefined();
    await store(process, "k", { value: "new", tags: ["t"] });
    expect(await readText(process, "k")).toBe("new");
  },
  "6 a process that knows more than the ledger shows that it was rewound": async (open) => {
    const subject = await open();
    const process = await subject.start();
    await invalidate(process, ["t"]);
    await store(process, "k", { value: "old", tags: ["t"] });
    const position = (await subject.store.news(undefined))?.position;
    if (position === undefined) throw new Error("no position");
    await subject.store.news({
      ...position,
      seq: position.seq + 1,
      nonce: createHash("md5").digest("hex").slice(0, 16),
    });
    expect(await readText(process, "k")).toBeUndefined();
  },
  "11 the late success of a refresh proves nothing that came after it was sent": async (open) => {
    const subject = await open();
    const { time } = subject;
    const process = await subject.start(QUICK);
    const other = await subject.start();
    await store(process, "k", { value: "old", tags: ["t"] });
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    process.chaos.holdsAnswer = (operation) => (operation === "news" ? held : undefined);
    const q1 = inRequest(process, () => process.useCache.refreshTags());
    await turns();
    await invalidate(other, ["t"]);
    process.chaos.holdsAnswer = () => undefined;
    process.chaos.hangs = new Set(["news"]);
    const q2 = beginRequest(process);
    const refreshed = within(q2, () => process.useCache.refreshTags());
    await settles(time, 10 * QUICK.deadlineMs, Promise.all([q1, refreshed]));
    release();
    await turns();
    expect(
      await settles(
        time,
        10 * QUICK.deadlineMs,
        within(q2, () => process.useCache.get("k", [])),
      ),
    ).toBeUndefined();
  },
  "11 nor does one that is answered in time, when the next fails": async (open) => {
    const subject = await open();
    const { time } = subject;
    const process = await subject.start({ deadlineMs: 100_000 });
    const other = await subject.start();
    await store(process, "k", { value: "old", tags: ["t"] });
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    process.chaos.holdsAnswer = (operation) => (operation === "news" ? held : undefined);
    const q1 = inRequest(process, () => process.useCache.refreshTags());
    await turns();
    await invalidate(other, ["t"]);
    process.chaos.throws = new Set(["news"]);
    const q2 = beginRequest(process);
    const refreshed = within(q2, () => process.useCache.refreshTags());
    await turns();
    release();
    await settles(time, 1000, Promise.all([q1, refreshed]));
    expect(await within(q2, () => process.useCache.get("k", []))).toBeUndefined();
  },
  "11 a request relies on a refresh that was sent after it began": async (open) => {
    const subject = await open();
    const process = await subject.start();
    const other = await subject.start();
    await store(process, "k", { value: "old", tags: ["t"] });
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    process.chaos.holdsAnswer = (operation) => (operation === "news" ? held : undefined);
    const q1 = inRequest(process, () => process.useCache.refreshTags());
    await turns();
    await invalidate(other, ["t"]);
    const q2 = readText(process, "k");
    await turns();
    process.chaos.holdsAnswer = () => undefined;
    release();
    await q1;
    expect(await q2).toBeUndefined();
  },
  "14 an invalidation that could not be recorded expires at once here, and everywhere when the store is back": async (
    open,
  ) => {
    const subject = await open();
    const { time } = subject;
    const [a, b] = [await subject.start(QUICK), await subject.start()];
    const site = await testSite();
    for (const key of ["hard", "soft", "kept"]) await store(a, key, { value: "old", tags: [key] });
    await site.answer(a, "/page", () => appPage("old", ["hard"]));
    a.chaos.throws = new Set(["append"]);
    await expect(inRequest(a, () => a.useCache.updateTags(["hard"]))).rejects.toThrow(/TL-NOT-RECORDED/);
    await expect(inRequest(a, () => a.useCache.updateTags(["soft"], { expire: 3600 }))).rejects.toThrow(
      /TL-NOT-RECORDED/,
    );
    for (const key of ["hard", "soft"]) expect(await readText(a, key)).toBeUndefined();
    expect(isServed(await site.request(a).get("/page"))).toBe(false);
    expect(await readText(a, "kept")).toBe("old");
    expect(await readText(b, "hard")).toBe("old");
    calmDown(a.chaos);
    for (let round = 0; round < 4; round++) await time.pass(a.retryAfterMs);
    await turns();
    for (const process of [a, b]) {
      for (const key of ["hard", "soft"]) expect(await readText(process, key)).toBeUndefined();
      expect(await readText(process, "kept")).toBe("old");
    }
    await store(b, "hard", { value: "new", tags: ["hard"] });
    for (const process of [a, b]) expect(await readText(process, "hard")).toBe("new");
  },
  "14 what cannot be recorded is retried for as long as it takes": async (open) => {
    const subject = await open();
    const { time } = subject;
    const [a, b] = [await subject.start(QUICK), await subject.start()];
    await store(a, "k", { value: "old", tags: ["t"] });
    a.chaos.hangs = EVERYTHING;
    const rejected = inRequest(a, () => a.useCache.updateTags(["t"])).catch(() => "rejected");
    expect(await settles(time, 10 * QUICK.deadlineMs, rejected)).toBe("rejected");
    for (let round = 0; round < 5; round++) await time.pass(a.retryAfterMs);
    calmDown(a.chaos);
    for (let round = 0; round < 5; round++) await time.pass(a.retryAfterMs);
    await turns();
    expect(await readText(b, "k")).toBeUndefined();
  },
  "14 more unrecorded invalidations than can be kept renew the ledger": async (open) => {
    const subject = await open();
    const { time } = subject;
    const [a, b] = [await subject.start(QUICK), await subject.start()];
    await store(b, "k", { value: "old", tags: ["t"] });
    expect(await readText(b, "k")).toBe("old");
    a.chaos.throws = new Set(["append"]);
    const many = Array.from({ length: 10_001 }, (_, index) => `t${index}`);
    await expect(inRequest(a, () => a.useCache.updateTags(["t", ...many]))).rejects.toThrow(/TL-NOT-RECORDED/);
    expect(await readText(a, "k")).toBeUndefined();
    calmDown(a.chaos);
    for (let round = 0; round < 4; round++) await time.pass(a.retryAfterMs);
    await turns();
    for (const process of [a, b]) expect(await readText(process, "k")).toBeUndefined();
    await store(a, "k", { value: "new", tags: ["t"] });
    for (const process of [a, b]) expect(await readText(process, "k")).toBe("new");
  },
  "14 an invalidation whose answer was lost is not taken for recorded, and holds": async (open) => {
    const subject = await open();
    const [a, b] = [await subject.start(QUICK), await subject.start()];
    await store(a, "k", { value: "old", tags: ["t"] });
    a.chaos.throwsAfter = new Set(["append"]);
    await expect(inRequest(a, () => a.useCache.updateTags(["t"]))).rejects.toThrow(/TL-NOT-RECORDED/);
    for (const process of [a, b]) expect(await readText(process, "k")).toBeUndefined();
  },
  "15 the expire of a profile runs in the store's time, whatever the processes' clocks say": async (open) => {
    const subject = await open();
    const { time } = subject;
    const ahead = await subject.start({ skewMs: 600_000 });
    const behind = await subject.start({ skewMs: -600_000 });
    await store(ahead, "k", { value: "old", tags: ["t"] });
    await invalidate(ahead, ["t"], { expire: (2 * time.momentMs) / 1000 });
    for (const process of [ahead, behind]) expect(await read(process, "k")).toMatchObject({ fresh: false });
    await time.pass(time.momentMs);
    for (const process of [ahead, behind, await subject.start({ skewMs: 300_000 })]) {
      expect(await read(process, "k")).toMatchObject({ text: "old", fresh: false });
    }
    await time.pass(time.momentMs + time.toleranceMs);
    for (const process of [ahead, behind, await subject.start({ skewMs: 300_000 })]) {
      expect(await readText(process, "k")).toBeUndefined();
    }
  },
  "15 an entry is as old for a process with another clock": async (open) => {
    const subject = await open();
    const { time } = subject;
    const [ahead, behind] = [await subject.start({ skewMs: 600_000 }), await subject.start({ skewMs: -600_000 })];
    const site = await testSite();
    await store(ahead, "k", { value: "v", expire: 300, revalidate: 60 });
    await store(behind, "l", { value: "v", expire: 300, revalidate: 60 });
    await site.request(ahead).set("/page", appPage("v"), { revalidate: 60, expire: 300 });
    for (const [process, key] of [
      [behind, "k"],
      [ahead, "l"],
    ] as const) {
      const { timestamp = Number.NaN } = (await read(process, key))?.entry ?? {};
      const age = process.clock.now() - timestamp;
      expect(age).toBeGreaterThanOrEqual(0);
      expect(age).toBeLessThan(5000 + time.toleranceMs);
    }
    expect(textOf(await site.request(behind).get("/page"))).toBe("v");
  },
  "16 a short expire of the past does not make a later profile an immediate one": async (open) => {
    const subject = await open();
    const { time } = subject;
    const [longLived, other] = [await subject.start(), await subject.start()];
    await readText(longLived, "k");
    await invalidate(other, ["t"], { expire: time.momentMs / 1000 });
    await readText(longLived, "k");
    await time.pass(time.momentMs + time.toleranceMs);
    await store(other, "k", { value: "v", tags: ["t"] });
    expect(await read(longLived, "k")).toMatchObject({ fresh: true });
    await invalidate(other, ["t"], { expire: 31_536_000 });
    for (const process of [longLived, other, await subject.start()]) {
      expect(await read(process, "k")).toMatchObject({ text: "v", fresh: false });
    }
  },
  "16 nor does it where both records arrive in one answer": async (open) => {
    const subject = await open();
    const { time } = subject;
    const [sleeping, other] = [await subject.start(), await subject.start()];
    await invalidate(other, ["t"], { expire: time.momentMs / 1000 });
    await time.pass(time.momentMs + time.toleranceMs);
    await store(other, "k", { value: "v", tags: ["t"] });
    await invalidate(other, ["t"], { expire: 31_536_000 });
    expect(await read(sleeping, "k")).toMatchObject({ text: "v", fresh: false });
  },
  "C7 18 applications and builds do not see each other's responses, also with one build id": async (open) => {
    const subject = await open();
    const process = await subject.start();
    const shop = await testSite([{ path: "/page" }, { path: "/shop" }], "sha");
    const blog = await testSite([{ path: "/page" }, { path: "/blog" }], "sha");
    const nextBuild = await testSite([{ path: "/page" }, { path: "/shop" }], "sha2");
    await shop.answer(process, "/page", () => appPage("shop", ["t"]));
    expect(textOf(await blog.request(process).get("/page"))).toBeUndefined();
    expect(textOf(await nextBuild.request(process).get("/page"))).toBeUndefined();
    expect(textOf(await shop.request(await subject.start()).get("/page"))).toBe("shop");
  },
  "C7 an invalidation by one build reaches the responses of another": async (open) => {
    const subject = await open();
    const [old, young] = [await subject.start(), await subject.start()];
    const before = await testSite([{ path: "/page" }], "one");
    const after = await testSite([{ path: "/page" }], "two");
    await before.answer(old, "/page", () => appPage("v", ["t"]));
    await after.request(young).handler.revalidateTag("t");
    expect(isServed(await before.request(old).get("/page"))).toBe(false);
  },
  "C7 fetch data is shared between builds": async (open) => {
    const subject = await open();
    const before = await testSite([{ path: "/page" }], "one");
    const after = await testSite([{ path: "/page" }], "two");
    await before.request(await subject.start()).setFetch("f", fetched("v"), ["t"]);
    expect(textOf(await after.request(await subject.start()).getFetch("f"))).toBe("v");
  },
  "a process that keeps its own entries near hears of every invalidation": async (open) => {
    const subject = await open();
    const options = { tier: "near", nearBytes: 1 << 20 } as const;
    const [near, other] = [await subject.start(options), await subject.start(options)];
    await store(near, "k", { value: "v", tags: ["t"] });
    expect(await readText(near, "k")).toBe("v");
    expect(await readText(other, "k")).toBeUndefined();
    await invalidate(other, ["t"]);
    expect(await readText(near, "k")).toBeUndefined();
  },
  "bounded: an invalidation is heard of within the staleness that was allowed": async (open) => {
    const subject = await open();
    const { time } = subject;
    const bounded = await subject.start({ consistency: { maxStalenessMs: time.momentMs } });
    const other = await subject.start();
    await store(bounded, "k", { value: "v", tags: ["t"] });
    await invalidate(other, ["t"]);
    await time.pass(time.momentMs + time.toleranceMs);
    expect(await readText(bounded, "k")).toBeUndefined();
  },
  "bounded: after the machine was suspended nothing is taken for recent": async (open) => {
    const subject = await open();
    const { time } = subject;
    const running = time.clock();
    let suspendedMs = 0;
    const clock = { ...running, wall: () => running.wall() + suspendedMs };
    const bounded = await subject.start({ clock, consistency: { maxStalenessMs: 60_000 } });
    const other = await subject.start();
    await store(bounded, "k", { value: "v", tags: ["t"] });
    expect(await readText(bounded, "k")).toBe("v");
    await invalidate(other, ["t"]);
    suspendedMs = 3_600_000;
    expect(await readText(bounded, "k")).toBeUndefined();
  },
});
