import { afterAll, beforeAll, expect, test } from "vitest";
import { startSource } from "../src/index.mjs";

/** @type {import("../src/source.mjs").Source} */
let source;
beforeAll(async () => {
  source = await startSource();
});
afterAll(() => source.stop());

/** @param {string} path @param {RequestInit} [init] */
const ask = (path, init) => fetch(new URL(path, source.url), init);

test("a topic starts at version 1 and publishing gives the next one", async () => {
  expect(await (await ask("/read?topic=x")).json()).toMatchObject({ topic: "x", version: 1, readBy: null });
  expect(await (await ask("/publish?topic=x", { method: "POST" })).json()).toEqual({ topic: "x", version: 2 });
  expect(await (await ask("/read?topic=x", { headers: { tracestate: "me" } })).json()).toMatchObject({
    version: 2,
    readBy: "me",
  });
  expect(source.reads("x")).toBe(2);
});

test("a delayed read answers with the version of the moment it was asked", async () => {
  source.configure("slow", { delayMs: 50 });
  const slow = ask("/read?topic=slow");
  while (source.reads("slow") === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  source.publish("slow");
  expect(await (await slow).json()).toMatchObject({ version: 1 });
});

test("a topic can be set to fail and back", async () => {
  await ask("/settings?topic=y&fail=1", { method: "POST" });
  expect((await ask("/read?topic=y")).status).toBe(503);
  await ask("/settings?topic=y&fail=0", { method: "POST" });
  expect((await ask("/read?topic=y")).status).toBe(200);
});
