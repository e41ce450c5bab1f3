import { expect } from "vitest";
import { topic, type Topic } from "../claim.ts";
import type { HandlerProcess, OpenHandlers } from "../handler-subject.ts";
import { inRequest } from "../next/request.ts";
import { invalidate, read, readHere, readText, store } from "../next/use-cache.ts";

/** @returns how many calls to the store `body` costs. */
async function callsOf(process: HandlerProcess, body: () => Promise<unknown>): Promise<number> {
  const count = (): number => [...process.chaos.calls.values()].reduce((sum, calls) => sum + calls, 0);
  const before = count();
  await body();
  return count() - before;
}

export const COST: Topic<OpenHandlers> = topic("cost and volume", {
  "P24 as soon as an invalidation has resolved no process serves an older entry, in thousands of trials": async (
    open,
  ) => {
    const subject = await open();
    const [one, other] = [await subject.start(), await subject.start()];
    const trials = subject.trials(10_000);
    let hits = 0;
    let stale = 0;
    for (let trial = 0; trial < trials; trial++) {
      const [writer, reader] = trial % 2 ? [one, other] : [other, one];
      await store(writer, "k", { value: `${trial}`, tags: ["t"] });
      if (trial % 64 === 0 && (await readText(reader, "k")) === `${trial}`) hits++;
      await invalidate(writer, ["t"]);
      if ((await readText(trial % 3 ? reader : writer, "k")) !== undefined) stale++;
    }
    expect(stale).toBe(0);
    expect(hits).toBe(Math.ceil(trials / 64));
  },
  "P24 also on a clock that ticks once in ten milliseconds": async (open) => {
    const subject = await open();
    const fine = subject.time.clock();
    const coarse = { ...fine, now: () => Math.floor(fine.now() / 10) * 10 };
    const process = await subject.start({ clock: coarse });
    await readText(process, "k");
    let stale = 0;
    for (let trial = 0; trial < subject.trials(500); trial++) {
      await store(process, "k", { value: `${trial}`, tags: ["t"] });
      await invalidate(process, ["t"]);
      if ((await readText(process, "k")) !== undefined) stale++;
    }
    expect(stale).toBe(0);
  },
  "P31 300 tags on one entry all count": async (open) => {
    const subject = await open();
    const [writer, reader] = [await subject.start(), await subject.start()];
    const tags = Array.from({ length: 300 }, (_, index) => `tag-${index}`);
    for (const tag of ["tag-0", "tag-150", "tag-299"]) {
      await store(writer, "k", { value: "v", tags });
      expect(await read(reader, "k")).toMatchObject({ fresh: true });
      await invalidate(writer, [tag]);
      expect(await readText(reader, "k")).toBeUndefined();
    }
  },
  "P31 a read costs one look at the ledger and one at the entry, however many tags there are": async (open) => {
    const subject = await open();
    const [writer, reader] = [await subject.start(), await subject.start()];
    const tags = Array.from({ length: 300 }, (_, index) => `tag-${index}`);
    await store(writer, "k", { value: "v", tags });
    await invalidate(
      writer,
      Array.from({ length: 1000 }, (_, index) => `other-${index}`),
    );
    expect(await callsOf(reader, () => read(reader, "k", tags))).toBeLessThanOrEqual(2);
    expect(await callsOf(reader, () => read(reader, "k", tags))).toBeLessThanOrEqual(2);
  },
  "P34 refreshing is shared: many at once cost few looks at the ledger": async (open) => {
    const subject = await open();
    const process = await subject.start();
    const calls = await callsOf(process, () =>
      Promise.all(Array.from({ length: 200 }, () => inRequest(process, () => process.useCache.refreshTags()))),
    );
    expect(calls).toBeLessThanOrEqual(3);
  },
  "P34 one request that reads much looks at the ledger once": async (open) => {
    const subject = await open();
    const process = await subject.start();
    const calls = await callsOf(process, () =>
      inRequest(process, async () => {
        for (let index = 0; index < 20; index++) await process.useCache.refreshTags();
      }),
    );
    expect(calls).toBeLessThanOrEqual(2);
  },
  "P34 a refresh that begins after an invalidation has resolved brings it": async (open) => {
    const subject = await open();
    const [one, other] = [await subject.start(), await subject.start()];
    await store(one, "k", { value: "v", tags: ["t"] });
    const busy = Array.from({ length: 50 }, () => inRequest(other, () => other.useCache.refreshTags()));
    await invalidate(one, ["t"]);
    expect(await inRequest(other, () => readHere(other, "k"))).toBeUndefined();
    await Promise.all(busy);
  },
  "C6 a ledger that has forgotten tags serves nothing that they might concern": async (open) => {
    const subject = await open({ maxMarks: 200 });
    const [one, other] = [await subject.start(), await subject.start()];
    await store(one, "old", { value: "old", tags: ["t"] });
    await store(one, "untagged", { value: "old" });
    await readText(other, "old");
    await invalidate(one, ["t"]);
    for (let batch = 0; batch < 20; batch++) {
      await invalidate(
        one,
        Array.from({ length: 50 }, (_, index) => `flood-${batch}-${index}`),
      );
    }
    for (const process of [one, other, await subject.start()]) expect(await readText(process, "old")).toBeUndefined();
    await store(one, "old", { value: "new", tags: ["t", "flood-0-0"] });
    expect(await read(other, "old")).toMatchObject({ text: "new", fresh: true });
  },
});
