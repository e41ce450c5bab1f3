import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { built } from "../src/built.ts";
import { eventually } from "../src/eventually.ts";
import { expireTag, staleTag } from "../src/invalidate.ts";
import { versionsOf } from "../src/marker.ts";
import { request } from "../src/request.ts";
import { openStage, started, type Stage } from "../src/stage.ts";
import { pieces } from "../src/variants.ts";

// What Next.js builds entries of is not always new: it joins generations in flight, keeps results for a whole request,
// and falls back to a stale value when its replacement fails. B shows what it does with each; A only invalidates.
let stage: Stage;

beforeAll(() => built(pieces));
beforeEach(async () => {
  stage = await openStage(started(pieces.app, pieces.env));
});
afterEach(() => stage.close());

const read = async (path: string) => request(stage.b.url, path, "D");
const version = async (path: string, part: string) => versionsOf((await read(path)).markers, part);

/** New data, and the invalidation of what was made of the old, recorded by the other instance. */
async function publish(tag: string): Promise<number> {
  const next = stage.source.bump();
  await expireTag(stage.a.url, tag);
  return next;
}

describe("nothing that is built of older pieces is kept as fresh", () => {
  test("a page that joined a generation begun before the invalidation", async () => {
    await read("/first");
    await read("/second");
    await publish("slow");
    stage.source.forget();
    const held = stage.source.hold("slow");
    const first = read("/first");
    await held.arrived;
    const latest = await publish("slow");
    const second = read("/second");
    // It joins the generation that is held; nothing tells when, but it never reads by itself.
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(stage.source.reads({ part: "slow", at: "B" })).toHaveLength(1);
    held.release();
    await Promise.all([first, second]);
    await Promise.all([read("/first"), read("/second")]);
    expect(await version("/second", "slow")).toEqual([latest]);
    expect(await version("/first", "slow")).toEqual([latest]);
  });

  test("a cached function that uses a result its request kept from before the invalidation", async () => {
    const held = stage.source.hold("retained");
    const long = read("/retained");
    await held.arrived;
    const latest = await publish("inner");
    // Another request lets B learn of the invalidation.
    expect(await version("/read", "inner")).toEqual([latest]);
    held.release();
    const answered = await long;
    // The request itself was shown the old result and keeps showing it; what is stored asked again.
    expect(versionsOf(answered.markers, "inner")).toEqual([latest - 1]);
    expect(versionsOf(answered.markers, "outer")).toEqual([latest]);
    // Next.js lets a request join what is in flight; what is asked for after that was stored.
    await read("/outer");
    expect(await version("/outer", "outer")).toEqual([latest]);
  });

  test("a page whose data could not be replaced", async () => {
    const before = stage.source.version;
    await read("/fetched");
    expect(await version("/fetched", "fetched")).toEqual([before]);
    const latest = stage.source.bump();
    await staleTag(stage.a.url, "fetched");
    const recover = stage.source.fail();
    await read("/fetched");
    await eventually(async () => expect(stage.source.reads({ part: "fetched", at: "B" }).length).toBeGreaterThan(0));
    await read("/fetched");
    recover();
    await eventually(async () => expect(await version("/fetched", "fetched")).toEqual([latest]));
  });

  test("the first of two answers to one key, when an invalidation came in between", async () => {
    const numbers = () => stage.source.reads({ part: "numbered", at: "B" }).length;
    const held = stage.source.hold("numbered-1");
    const gate = stage.source.hold("twice");
    const both = read("/twice");
    await held.arrived;
    await gate.arrived;
    const latest = await publish("numbered");
    await read("/read");
    gate.release();
    await eventually(async () => expect(numbers()).toBe(2));
    held.release();
    await both;
    expect(await version("/once", "numbered")).toEqual([latest]);
  });

  test("and two functions of one tag do not keep each other stale", async () => {
    await read("/pair");
    const latest = stage.source.bump();
    await staleTag(stage.a.url, "pair");
    stage.source.forget();
    const both = async () => {
      const { markers } = await read("/pair");
      return [versionsOf(markers, "left"), versionsOf(markers, "right")].flat();
    };
    expect(await both()).toEqual([latest - 1, latest - 1]);
    await eventually(async () => expect(await both()).toEqual([latest, latest]));
    // What is stored as fresh is not made again.
    await eventually(async () => {
      stage.source.forget();
      await both();
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(stage.source.reads({ at: "B" })).toEqual([]);
    });
  });
});
