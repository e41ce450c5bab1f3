import { expect } from "vitest";
import { topic, type Topic } from "../claim.ts";
import type { OpenHandlers } from "../handler-subject.ts";
import { read, readText, store } from "../next/use-cache.ts";

export const HANDLER_LIFETIMES: Topic<OpenHandlers> = topic("'use cache' lifetimes", {
  "P12 an entry with expire 0 is not stored": async (open) => {
    const subject = await open();
    const process = await subject.start();
    await store(process, "k", { value: "v", expire: 0, revalidate: 0 });
    expect(await readText(process, "k")).toBeUndefined();
    expect(await readText(await subject.start(), "k")).toBeUndefined();
  },
  "P12 an entry with expire 0 leaves the previous entry": async (open) => {
    const process = await (await open()).start();
    await store(process, "k", { value: "previous" });
    await store(process, "k", { value: "v", expire: 0 });
    expect(await readText(process, "k")).not.toBe("v");
  },
  "P13 an entry survives until its expire and is gone from the store after it": async (open) => {
    const subject = await open();
    const { time } = subject;
    const writer = await subject.start();
    await store(writer, "k", { value: "v", revalidate: 0.001, expire: (2 * time.momentMs) / 1000 });
    await time.pass(time.momentMs);
    expect(await readText(await subject.start(), "k")).toBe("v");
    await time.pass(time.momentMs + time.toleranceMs);
    expect(await readText(await subject.start(), "k")).toBeUndefined();
  },
  "P13 an entry that never expires is kept": async (open) => {
    const subject = await open();
    await store(await subject.start(), "k", { value: "v", expire: 0xfffffffe });
    await store(await subject.start(), "infinite", {
      value: "v",
      expire: Infinity,
      revalidate: Infinity,
      stale: Infinity,
    });
    await subject.time.pass(subject.time.momentMs);
    expect(await readText(await subject.start(), "k")).toBe("v");
    expect((await read(await subject.start(), "infinite"))?.entry.expire).toBeGreaterThanOrEqual(0xfffffffe);
  },
  "P13 time that passed while an entry was made is part of its life": async (open) => {
    const subject = await open();
    const { time } = subject;
    const process = await subject.start();
    await store(process, "k", { value: "v", expire: 0.001, timestamp: process.clock.now() - 5000 });
    expect(await readText(process, "k")).toBeUndefined();
    expect(time.toleranceMs).toBeLessThan(5000);
  },
  "P14 between revalidate and expire an entry is returned unchanged": async (open) => {
    const subject = await open();
    const { time } = subject;
    const writer = await subject.start();
    const lifetime = { stale: 1, revalidate: time.momentMs / 1000, expire: (100 * time.momentMs) / 1000 };
    await store(writer, "k", { value: "v", ...lifetime });
    const before = (await read(writer, "k"))?.entry;
    await time.pass(2 * time.momentMs);
    for (const process of [writer, await subject.start()]) {
      const found = await read(process, "k");
      expect(found?.text).toBe("v");
      expect(found?.entry).toMatchObject(lifetime);
      const age = process.clock.now() - (found?.entry.timestamp ?? 0);
      expect(age).toBeGreaterThanOrEqual(2 * time.momentMs - time.toleranceMs);
    }
    const after = (await read(writer, "k"))?.entry;
    expect(Math.abs((after?.timestamp ?? 0) - (before?.timestamp ?? 0))).toBeLessThanOrEqual(time.toleranceMs);
  },
  "a copy in memory that is past its revalidate gives way to a newer entry of another process": async (open) => {
    const subject = await open();
    const { time } = subject;
    const [one, other] = [await subject.start(), await subject.start()];
    const lifetime = { revalidate: time.momentMs / 1000, expire: (100 * time.momentMs) / 1000 };
    await store(one, "k", { value: "old", ...lifetime });
    await time.pass(2 * time.momentMs);
    await store(other, "k", { value: "new", ...lifetime });
    expect(await readText(one, "k")).toBe("new");
  },
});
