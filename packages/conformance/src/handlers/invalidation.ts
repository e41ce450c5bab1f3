import { expect } from "vitest";
import type { Topic } from "../claim.ts";
import type { OpenHandlers } from "../handler-subject.ts";
import { beginRequest, within } from "../next/request.ts";
import { entryOf, invalidate, read, readText, store } from "../next/use-cache.ts";
import { arranged } from "./arrangement.ts";

export const INVALIDATION: readonly Topic<OpenHandlers>[] = arranged("'use cache' invalidation", {
  "P18 an entry written before its tag expired is a miss": async ({ writer, invalidator, everyone }) => {
    await store(writer, "k", { value: "old", tags: ["a", "t", "z"] });
    for (const process of everyone) expect(await readText(process, "k")).toBe("old");
    await invalidate(invalidator, ["t"]);
    for (const process of everyone) expect(await readText(process, "k")).toBeUndefined();
  },
  "P18 an entry written after its tag expired is a hit": async ({ writer, invalidator, everyone }) => {
    await store(writer, "k", { value: "old", tags: ["t"] });
    await invalidate(invalidator, ["t"]);
    await store(writer, "k", { value: "new", tags: ["t"] });
    for (const process of everyone) expect(await read(process, "k")).toMatchObject({ text: "new", fresh: true });
  },
  "P18 entries without the tag stay": async ({ writer, invalidator, everyone }) => {
    await store(writer, "k", { value: "v", tags: ["other", "T", "t2"] });
    await store(writer, "none", { value: "v" });
    await invalidate(invalidator, ["t"]);
    for (const process of everyone) {
      expect(await read(process, "k")).toMatchObject({ fresh: true });
      expect(await read(process, "none")).toMatchObject({ fresh: true });
    }
  },
  "P19 an entry whose tag is stale is returned with revalidate -1 and otherwise unchanged": async ({
    writer,
    invalidator,
    everyone,
  }) => {
    await store(writer, "k", { value: "old", tags: ["t"], stale: 11, revalidate: 22, expire: 33_333 });
    await invalidate(invalidator, ["t"], { expire: 3600 });
    for (const process of everyone) {
      const found = await read(process, "k");
      expect(found?.text).toBe("old");
      expect(found?.entry).toMatchObject({ tags: ["t"], stale: 11, revalidate: -1, expire: 33_333 });
    }
  },
  "P19 the entry that replaces a stale one is fresh everywhere": async ({ writer, invalidator, everyone }) => {
    await store(writer, "k", { value: "old", tags: ["t"] });
    await invalidate(invalidator, ["t"], { expire: 31_536_000 });
    for (const process of everyone) expect(await read(process, "k")).toMatchObject({ fresh: false });
    await store(writer, "k", { value: "new", tags: ["t"] });
    for (const process of everyone) expect(await read(process, "k")).toMatchObject({ text: "new", fresh: true });
  },
  "P20 a stale entry is a miss once its time is over": async ({ subject: { time }, writer, invalidator, everyone }) => {
    await store(writer, "k", { value: "old", tags: ["t"] });
    await invalidate(invalidator, ["t"], { expire: time.momentMs / 1000 });
    for (const process of everyone) expect(await read(process, "k")).toMatchObject({ fresh: false });
    await time.pass(time.momentMs + time.toleranceMs);
    for (const process of everyone) expect(await readText(process, "k")).toBeUndefined();
  },
  "P21 expire 0 is immediate": async ({ writer, invalidator, everyone }) => {
    await store(writer, "k", { value: "old", tags: ["t"] });
    await invalidate(invalidator, ["t"], { expire: 0 });
    for (const process of everyone) expect(await readText(process, "k")).toBeUndefined();
  },
  "P21 a profile without expire makes stale and never more": async ({
    subject: { time },
    writer,
    invalidator,
    everyone,
  }) => {
    for (const [key, durations] of [
      ["empty", {}],
      ["undefined", { expire: undefined as never }],
    ] as const) {
      await store(writer, key, { value: "old", tags: [key] });
      await invalidate(invalidator, [key], durations);
    }
    await time.pass(time.momentMs);
    for (const process of everyone) {
      expect(await read(process, "empty")).toMatchObject({ text: "old", fresh: false });
      expect(await read(process, "undefined")).toMatchObject({ text: "old", fresh: false });
    }
  },
  "P22 an immediate invalidation stays immediate whatever profile comes before, after or with it": async ({
    writer,
    invalidator,
    reader,
    everyone,
  }) => {
    const immediate = (tag: string): Promise<void> => invalidate(invalidator, [tag]);
    const profile = (tag: string): Promise<void> => invalidate(reader, [tag], { expire: 3600 });
    const orders: { readonly [order: string]: () => Promise<unknown> } = {
      before: async () => profile("before").then(() => immediate("before")),
      after: async () => immediate("after").then(() => profile("after")),
      with: () => Promise.all([immediate("with"), profile("with")]),
      withinOne: () =>
        Promise.all([
          invalidate(invalidator, ["withinOne"], { expire: 3600 }),
          invalidate(invalidator, ["withinOne"]),
          invalidate(invalidator, ["withinOne"], {}),
        ]),
    };
    for (const [order, record] of Object.entries(orders)) {
      await store(writer, order, { value: "old", tags: [order] });
      await record();
      for (const process of everyone) expect(await readText(process, order), order).toBeUndefined();
    }
  },
  "P23 an entry begun after an invalidation is fresh, also when that one's time is over": async ({
    subject: { time },
    writer,
    invalidator,
    everyone,
  }) => {
    await invalidate(invalidator, ["t"], { expire: time.momentMs / 1000 });
    await store(writer, "k", { value: "new", tags: ["t"] });
    for (const process of everyone) expect(await read(process, "k")).toMatchObject({ fresh: true });
    await time.pass(time.momentMs + time.toleranceMs);
    for (const process of everyone) expect(await read(process, "k")).toMatchObject({ text: "new", fresh: true });
  },
  "P25 an entry begun before and stored after an invalidation is a miss": async ({ writer, invalidator, everyone }) => {
    await within(beginRequest(writer), async () => {
      await writer.useCache.refreshTags();
      await writer.useCache.get("k", []);
      const generated = entryOf(writer, { value: "old", tags: ["t"] });
      await invalidate(invalidator, ["t"]);
      await writer.useCache.set("k", Promise.resolve(generated));
    });
    for (const process of everyone) expect(await readText(process, "k")).toBeUndefined();
  },
  "P25 an entry begun before and stored after a profile invalidation is stale": async ({
    writer,
    invalidator,
    everyone,
  }) => {
    await within(beginRequest(writer), async () => {
      await writer.useCache.refreshTags();
      const generated = entryOf(writer, { value: "old", tags: ["t"] });
      await invalidate(invalidator, ["t"], { expire: 3600 });
      // Meanwhile another request tells this process.
      await readText(writer, "other");
      await writer.useCache.set("k", Promise.resolve(generated));
    });
    for (const process of everyone) expect((await read(process, "k"))?.fresh ?? false).toBe(false);
  },
  "P25 an entry begun before its own request invalidates, and stored after that, is a miss": async ({
    writer,
    everyone,
  }) => {
    await within(beginRequest(writer), async () => {
      await writer.useCache.refreshTags();
      await writer.useCache.get("k", []);
      const generated = entryOf(writer, { value: "old", tags: ["t"] });
      await writer.useCache.updateTags(["t"]);
      await writer.useCache.set("k", Promise.resolve(generated));
    });
    for (const process of everyone) expect(await readText(process, "k")).toBeUndefined();
  },
  "P26 soft tags count like the entry's own": async ({ subject: { time }, writer, invalidator, everyone }) => {
    await store(writer, "k", { value: "old", tags: ["own"] });
    await invalidate(invalidator, ["_N_T_/stale"], { expire: time.momentMs / 1000 });
    await invalidate(invalidator, ["_N_T_/expired"]);
    for (const process of everyone) {
      expect(await read(process, "k", ["_N_T_/other"])).toMatchObject({ fresh: true });
      expect(await read(process, "k", ["_N_T_/other", "_N_T_/stale"])).toMatchObject({ text: "old", fresh: false });
      expect(await readText(process, "k", ["_N_T_/expired", "_N_T_/stale"])).toBeUndefined();
    }
    await time.pass(time.momentMs + time.toleranceMs);
    for (const process of everyone) expect(await readText(process, "k", ["_N_T_/stale"])).toBeUndefined();
  },
  "P27 the soft tags of one read do not become the entry's": async ({ writer, invalidator, everyone }) => {
    await store(writer, "k", { value: "v", tags: ["own"] });
    for (const process of everyone) {
      expect((await read(process, "k", ["_N_T_/path"]))?.entry.tags).toEqual(["own"]);
    }
    await invalidate(invalidator, ["_N_T_/path"]);
    for (const process of everyone) expect(await read(process, "k")).toMatchObject({ fresh: true });
  },
  "P28 an expiration is Infinity, or covers everything older than the last immediate invalidation": async ({
    writer,
    invalidator,
    reader,
  }) => {
    const never = await reader.useCache.getExpiration(["never"]);
    expect([0, Infinity]).toContain(never);
    expect([0, Infinity]).toContain(await reader.useCache.getExpiration([]));
    await store(writer, "k", { value: "old", tags: [] });
    const timestamp = (await read(reader, "k"))?.entry.timestamp ?? Number.NaN;
    await invalidate(invalidator, ["_N_T_/path"]);
    await reader.useCache.refreshTags();
    const expiration = await reader.useCache.getExpiration(["_N_T_/path", "never"]);
    expect(expiration).toBeGreaterThanOrEqual(timestamp);
  },
  "P29 unknown tags and no tags have no effect": async ({ writer, invalidator, everyone }) => {
    await store(writer, "k", { value: "v", tags: ["t"] });
    await invalidate(invalidator, ["unknown"]);
    await invalidate(invalidator, []);
    await invalidate(invalidator, [], { expire: 10 });
    for (const process of everyone) expect(await read(process, "k")).toMatchObject({ fresh: true });
  },
  "P30 tags are compared byte for byte": async ({ writer, invalidator, everyone }) => {
    const tags = [
      "%C3%BC",
      "ü",
      "u\u0308",
      " ",
      "a b",
      "ab",
      "y".repeat(2304),
      `${"y".repeat(2303)}z`,
      "__proto__",
      "x,y",
    ];
    for (const tag of tags) await store(writer, tag, { value: tag, tags: [tag] });
    for (const [index, tag] of tags.entries()) {
      await invalidate(invalidator, [tag]);
      for (const process of everyone) {
        expect(await readText(process, tag)).toBeUndefined();
        const next = tags[index + 1];
        if (next !== undefined) expect(await read(process, next)).toMatchObject({ fresh: true });
      }
    }
  },
  "P33 an invalidation made twice is one": async ({ writer, invalidator, everyone }) => {
    await store(writer, "k", { value: "old", tags: ["t"] });
    await Promise.all([invalidate(invalidator, ["t"]), invalidate(invalidator, ["t"])]);
    await invalidate(invalidator, ["t"]);
    for (const process of everyone) expect(await readText(process, "k")).toBeUndefined();
    await store(writer, "k", { value: "new", tags: ["t"] });
    for (const process of everyone) expect(await read(process, "k")).toMatchObject({ text: "new", fresh: true });
  },
  "a request's own invalidation does not make what it stores afterwards old": async ({ writer, everyone }) => {
    await store(writer, "k", { value: "old", tags: ["t"] });
    await within(beginRequest(writer), async () => {
      await writer.useCache.refreshTags();
      await writer.useCache.updateTags(["t"]);
      expect(await writer.useCache.get("k", [])).toBeUndefined();
      await writer.useCache.set("k", Promise.resolve(entryOf(writer, { value: "new", tags: ["t"] })));
    });
    for (const process of everyone) expect(await read(process, "k")).toMatchObject({ text: "new", fresh: true });
  },
});
