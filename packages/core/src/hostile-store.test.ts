import { HOSTILE_TEXTS, hostileText, runs } from "@tagledger/fuzz";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { inspect } from "node:util";
import { ENTRY_KINDS } from "./channels.ts";
import { systemClock } from "./clock.ts";
import { decodeEntry, encodeEntry } from "./codec.ts";
import { createIncrementalCacheHandler } from "./incremental.ts";
import { memoryStore } from "./memory-store.ts";
import type { NextCacheEntry } from "./next.ts";
import { createRuntime } from "./runtime.ts";
import type { Store } from "./store.ts";
import { createUseCacheHandler } from "./use-cache.ts";

/** A store is not part of what is trusted with more than its own answers: handlers outlive whatever it holds. */

const CHANNELS = ["read", "write", "skip", "refresh", "invalidate", "ledger", "guard", "problem"];
let heard: unknown[] = [];
const hear = (message: unknown): void => void heard.push(message);
beforeEach(() => {
  heard = [];
  for (const name of CHANNELS) subscribe(`tagledger:${name}`, hear);
});
afterEach(() => {
  for (const name of CHANNELS) unsubscribe(`tagledger:${name}`, hear);
});

function processOn(store: Store) {
  const runtime = createRuntime({ store, nearBytes: 0, building: false, coldMissWaitMs: 0, deadlineMs: 2000 });
  const Incremental = createIncrementalCacheHandler(runtime);
  return { runtime, useCache: createUseCacheHandler(runtime), incremental: new Incremental({}) };
}

function streamOf(text: string): NextCacheEntry["value"] {
  return new Response(text).body as NextCacheEntry["value"];
}

function generated(text: string, tags: string[]): Promise<NextCacheEntry> {
  const timestamp = systemClock.now();
  return Promise.resolve({ value: streamOf(text), tags, stale: 1, timestamp, expire: 600, revalidate: 300 });
}

describe("whatever a store hands out", () => {
  const meta = fc.dictionary(
    fc.constantFrom(
      "stale",
      "revalidate",
      "expire",
      "origins",
      "pieces",
      "rest",
      "isNull",
      "cacheControl",
      "__proto__",
    ),
    fc.jsonValue(),
  );
  const forged = fc.record({
    kind: fc.constantFrom(...ENTRY_KINDS),
    tags: fc.array(hostileText, { maxLength: 3 }),
    meta,
    body: fc.uint8Array({ maxLength: 20 }),
  });

  test("both handlers answer, and never by an error", async () => {
    const property = fc.asyncProperty(
      forged,
      fc.oneof(fc.nat(), fc.constantFrom(Infinity, -1)),
      async (entry, ageMs) => {
        const store = memoryStore();
        const { position } = (await store.append([{ tags: ["x"], kind: "hard" }], undefined)).news;
        const hostile: Store = {
          ...store,
          read: async (key) => ({ frame: Buffer.concat(encodeEntry(key, { ...entry, position })), ageMs }),
        };
        const { runtime, useCache, incremental } = processOn(hostile);
        try {
          await useCache.refreshTags();
          const found = await useCache.get("k", ["soft"]);
          expect(found === undefined || entry.kind === "use-cache").toBe(true);
          for (const kind of ["APP_PAGE", "APP_ROUTE", "PAGES", "IMAGE", "FETCH"] as const) {
            await incremental.get("/route-cache/x/k", { kind, tags: [], softTags: [] });
          }
        } finally {
          await runtime.close();
        }
      },
    );
    await fc.assert(property, runs(300));
  });

  test("the bytes of one key are never an answer to another", async () => {
    const store = memoryStore();
    const kept = new Map<string, Uint8Array>();
    const mixing: Store = {
      ...store,
      async write(key, entry) {
        kept.set(key, Buffer.concat(entry.frame));
        return store.write(key, entry);
      },
      // A connection that is one answer behind, or a file that was put in the place of another.
      async read(key) {
        const [, frame] = [...kept].find(([other]) => other !== key) ?? [];
        return frame && { frame, ageMs: 0 };
      },
    };
    const { runtime, useCache } = processOn(mixing);
    await useCache.refreshTags();
    await useCache.set("alice", generated("of alice", []));
    await useCache.set("bob", generated("of bob", []));
    expect(kept.size).toBe(2);
    expect(await useCache.get("alice", [])).toBeUndefined();
    expect(await useCache.get("bob", [])).toBeUndefined();
    expect(inspect(heard)).toContain("TL-DAMAGED-ENTRY");
    for (const [key, frame] of kept) expect(decodeEntry(key, frame)).toBeDefined();
    await runtime.close();
  });
});

describe("the arguments of a cached function", () => {
  const SECRET = "s3cr3t-argument";
  const key = JSON.stringify(["build", "function", [{ password: SECRET }]]);

  test("are in no key, event or error, whether the store works, fails or is damaged", async () => {
    const seen: unknown[] = [];
    const store = memoryStore();
    for (const failing of [false, true]) {
      const watching: Store = {
        ...store,
        async read(name) {
          seen.push(name);
          if (failing) throw new Error("no");
          return { frame: Buffer.from("damaged"), ageMs: 0 };
        },
        async write(name, entry) {
          seen.push(name, Buffer.concat(entry.frame).toString("latin1"));
          if (failing) throw new Error("no");
          return store.write(name, entry);
        },
        async lease(name) {
          seen.push(name);
          return true;
        },
      };
      const { runtime, useCache, incremental } = processOn(watching);
      await useCache.refreshTags();
      await useCache.get(key, []);
      await useCache.set(key, generated("value", ["tag"]));
      await useCache.set(key, Promise.reject(new Error("the function failed")));
      await incremental.get(key, { kind: "FETCH", tags: [], softTags: [] });
      const data = { headers: {}, body: "value", url: "", status: 200 };
      await incremental.set(key, { kind: "FETCH", data, revalidate: 60 }, { fetchCache: true, tags: [] });
      await runtime.close();
    }
    expect(seen.length).toBeGreaterThan(6);
    expect(heard.length).toBeGreaterThan(6);
    expect(inspect([seen, heard], { depth: 9, maxArrayLength: null, maxStringLength: null })).not.toContain(SECRET);
  });
});

describe("tags of any name", () => {
  test.each(HOSTILE_TEXTS.filter((tag) => !tag.includes(",")))(
    "%j expires what carries it, and nothing else",
    async (tag) => {
      const { runtime, useCache } = processOn(memoryStore());
      await useCache.refreshTags();
      await useCache.set("with", generated("with", [tag]));
      await useCache.set("without", generated("without", ["another"]));
      await useCache.updateTags([tag]);
      expect(await useCache.get("with", [])).toBeUndefined();
      expect(await useCache.get("without", [])).toBeDefined();
      await runtime.close();
    },
  );

  test("leave what all objects share as it was", () => {
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as { hard?: unknown }).hard).toBeUndefined();
  });
});
