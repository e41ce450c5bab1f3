import { systemClock } from "@tagledger/core";
import { expect } from "vitest";
import { calmDown, EVERYTHING, type StoreOperation } from "../chaos-store.ts";
import { topic, type Topic } from "../claim.ts";
import type { HandlerProcess, HandlerSubject, OpenHandlers } from "../handler-subject.ts";
import { inRequest } from "../next/request.ts";
import { appPage, fetched, isServed, testSite, textOf } from "../next/singular.ts";
import { entryOf, invalidate, read, readText, store } from "../next/use-cache.ts";
import { settles, type TestTime } from "../test-time.ts";

const DEADLINE_MS = 150;
/** What a method may wait for: a `set` of the same key, a refresh in flight, one of its own, and the store. */
const BOUND_MS = 5 * DEADLINE_MS;

interface Faulty {
  readonly subject: HandlerSubject;
  readonly time: TestTime;
  /** Its store fails when told to. */
  readonly process: HandlerProcess;
  /** Another process on the same storage, without faults. */
  readonly other: HandlerProcess;
}

async function start(open: OpenHandlers): Promise<Faulty> {
  const subject = await open();
  const process = await subject.start({ deadlineMs: DEADLINE_MS });
  const other = await subject.start();
  return { subject, time: subject.time, process, other };
}

/** Lets the process find out that its store is back. */
async function recover({ time, process }: Faulty): Promise<void> {
  calmDown(process.chaos);
  for (let round = 0; round < 4; round++) await time.pass(process.retryAfterMs);
}

/** The states of a backend that every method must survive. */
const FAULTS: { readonly [fault: string]: (process: HandlerProcess) => void } = {
  "whose store rejects": ({ chaos }) => (chaos.throws = EVERYTHING),
  "whose store never answers": ({ chaos }) => (chaos.hangs = EVERYTHING),
  "whose store throws before it returns a promise": ({ chaos }) => {
    chaos.delays = () => {
      throw new Error("chaos: not even a promise");
    };
  },
  "whose store rejects after it has done its work": ({ chaos }) => (chaos.throwsAfter = EVERYTHING),
  "whose entries alone never answer": ({ chaos }) => (chaos.hangs = new Set<StoreOperation>(["read", "write"])),
  "whose ledger alone never answers": ({ chaos }) =>
    (chaos.hangs = new Set<StoreOperation>(["news", "append", "renew"])),
};

const underFaults: { [name: string]: (open: OpenHandlers) => Promise<void> } = {};

for (const [fault, inflict] of Object.entries(FAULTS)) {
  const item = fault.includes("never") ? "P36" : "P35";
  underFaults[`${item} every 'use cache' method settles in a process ${fault}, and none but updateTags rejects`] =
    async (open) => {
      const faulty = await start(open);
      const { time, process, other } = faulty;
      await store(other, "k", { value: "v", tags: ["t"] });
      await store(process, "near", { value: "v", tags: ["t"] });
      inflict(process);
      for (let round = 0; round < 3; round++) {
        const calls = [
          inRequest(process, () => process.useCache.refreshTags()),
          readText(process, "k"),
          readText(process, "near"),
          process.useCache.get("k", ["soft"]),
          process.useCache.getExpiration(["t"]),
          inRequest(process, () => process.useCache.set("k", Promise.resolve(entryOf(process, { value: "w" })))),
          store(process, "k2", { value: "w", tags: ["t"] }),
        ];
        const results = await settles(time, BOUND_MS, Promise.all(calls));
        expect(results[0]).toBeUndefined();
        for (const text of [results[1], results[2]]) expect([undefined, "v", "w"]).toContain(text);
        const updated = process.useCache.updateTags([`u${round}`]).then(
          () => "recorded",
          () => "rejected",
        );
        expect(["recorded", "rejected"]).toContain(await settles(time, BOUND_MS, updated));
      }
      await recover(faulty);
      await store(process, "after", { value: "after", tags: ["t"] });
      expect(await readText(process, "after")).toBe("after");
      expect(await readText(other, "after")).toBe("after");
    };
  underFaults[`S20 every singular method settles in a process ${fault}, and none but revalidateTag rejects`] = async (
    open,
  ) => {
    const faulty = await start(open);
    const { time, process, other } = faulty;
    const site = await testSite();
    await site.answer(other, "/page", () => appPage("old", ["t"]));
    await site.request(process).get("/route");
    await site.request(process).setFetch("f", fetched("v"));
    inflict(process);
    for (let round = 0; round < 3; round++) {
      const request = site.request(process);
      const calls = [
        request.get("/page"),
        request.getFetch("f", { tags: ["t"] }),
        request.set("/page", appPage("new", ["t"])),
        request.setFetch("f", fetched("w"), ["t"]),
      ];
      const [page] = await settles(time, BOUND_MS, Promise.all(calls));
      if (page !== null && page !== undefined && isServed(page)) expect(["old", "new"]).toContain(textOf(page));
      const updated = request.handler.revalidateTag("u").then(
        () => "recorded",
        () => "rejected",
      );
      expect(["recorded", "rejected"]).toContain(await settles(time, BOUND_MS, updated));
    }
    await recover(faulty);
    await site.answer(process, "/page", () => appPage("again", ["t"]));
    await site.answer(process, "/page", () => appPage("again", ["t"]));
    expect(await site.answer(process, "/page", () => appPage("again", ["t"]))).toBe("hit");
  };
}

const GARBAGE: { readonly [name: string]: (frame: Uint8Array) => Uint8Array } = {
  "of no length": () => new Uint8Array(),
  "cut short": (frame) => frame.subarray(0, frame.length - 1),
  "cut in half": (frame) => frame.subarray(0, frame.length >> 1),
  "with one bit turned": (frame) => frame.map((byte, index) => (index === frame.length - 1 ? byte ^ 1 : byte)),
  "with one bit turned in front": (frame) => frame.map((byte, index) => (index === 9 ? byte ^ 64 : byte)),
  "with something behind it": (frame) => Buffer.concat([frame, Buffer.from("x")]),
  "of somebody else": () => Buffer.from('{"kind":"APP_PAGE","html":"foreign"}'),
  "of zeros": (frame) => new Uint8Array(frame.length),
};

export const FAILURES: Topic<OpenHandlers> = topic("failure", {
  ...underFaults,
  "P32 an invalidation that was not recorded rejects": async (open) => {
    const { time, process } = await start(open);
    process.chaos.throws = new Set(["append"]);
    await expect(process.useCache.updateTags(["t"])).rejects.toThrow(/TL-NOT-RECORDED/);
    await expect(process.useCache.updateTags(["t"], { expire: 60 })).rejects.toThrow(/TL-NOT-RECORDED/);
    calmDown(process.chaos);
    process.chaos.hangs = new Set(["append"]);
    const rejected = expect(process.useCache.updateTags(["t"])).rejects.toThrow(/TL-NOT-RECORDED/);
    await settles(time, BOUND_MS, rejected);
  },
  "S20 revalidateTag that was not recorded rejects": async (open) => {
    const { process } = await start(open);
    const site = await testSite();
    process.chaos.throws = new Set(["append"]);
    await expect(site.request(process).handler.revalidateTag("t")).rejects.toThrow(/TL-NOT-RECORDED/);
  },
  "P35 what cannot be judged is not served": async (open) => {
    const faulty = await start(open);
    const { time, process, other } = faulty;
    const site = await testSite();
    await store(process, "k", { value: "v", tags: ["t"] });
    await site.answer(process, "/page", () => appPage("v", ["t"]));
    expect(await readText(process, "k")).toBe("v");
    process.chaos.throws = new Set(["news"]);
    await invalidate(other, ["t"]);
    expect(await settles(time, BOUND_MS, readText(process, "k"))).toBeUndefined();
    expect(isServed(await settles(time, BOUND_MS, site.request(process).get("/page")))).toBe(false);
    await recover(faulty);
    expect(await readText(process, "k")).toBeUndefined();
    expect(isServed(await site.request(process).get("/page"))).toBe(false);
  },
  "P35 within a grace that was asked for, what was known is served, and not beyond it": async (open) => {
    const subject = await open();
    const { time } = subject;
    const process = await subject.start({ deadlineMs: DEADLINE_MS, graceMs: time.momentMs });
    await store(process, "k", { value: "v", tags: ["t"] });
    process.chaos.throws = new Set(["news"]);
    expect(await settles(time, BOUND_MS, readText(process, "k"))).toBe("v");
    await time.pass(time.momentMs + time.toleranceMs);
    expect(await settles(time, BOUND_MS, readText(process, "k"))).toBeUndefined();
  },
  "P36 a store that hangs costs a process one deadline and then nothing": async (open) => {
    const { time, process } = await start(open);
    process.chaos.hangs = EVERYTHING;
    await settles(time, BOUND_MS, readText(process, "k"));
    const before = process.chaos.calls.get("read") ?? 0;
    for (let index = 0; index < 50; index++) await settles(time, 1, readText(process, `k${index}`));
    expect(process.chaos.calls.get("read") ?? 0).toBeLessThanOrEqual(before + 1);
  },
  "P36 a generation that does not end does not hold later reads of its key": async (open) => {
    const { time, process, other } = await start(open);
    await store(other, "k", { value: "v" });
    const endless = entryOf(process, { value: new ReadableStream() });
    const set = process.useCache.set("k", Promise.resolve(endless));
    expect(await settles(time, BOUND_MS, readText(process, "k"))).toBe("v");
    if (time.momentMs > 1000) await settles(time, 600_000, set);
  },
  "P37 a damaged entry is a miss, and is replaced": async (open) => {
    const { subject, other } = await start(open);
    const site = await testSite();
    await store(other, "k", { value: "v", tags: ["t"] });
    await site.answer(other, "/page", () => appPage("v", ["t"]));
    for (const [damage, garbage] of Object.entries(GARBAGE)) {
      const reader = await subject.start({ nearBytes: 0 });
      reader.chaos.garbage = garbage;
      expect(await readText(reader, "k"), damage).toBeUndefined();
      expect(isServed(await site.request(reader).get("/page")), damage).toBe(false);
      expect(await site.request(reader).getFetch("absent"), damage).toBeNull();
    }
    const healed = await subject.start();
    expect(await readText(healed, "k")).toBe("v");
    await store(healed, "k", { value: "w", tags: ["t"] });
    expect(await readText(other, "k")).toMatch(/^[vw]$/);
  },
  "P38 a process recovers without a restart and knows what happened meanwhile": async (open) => {
    const faulty = await start(open);
    const { time, process, other } = faulty;
    await store(process, "old", { value: "old", tags: ["t"] });
    await store(process, "kept", { value: "kept", tags: ["other"] });
    process.chaos.hangs = EVERYTHING;
    expect(await settles(time, BOUND_MS, readText(process, "old"))).toBeUndefined();
    await invalidate(other, ["t"]);
    await recover(faulty);
    expect(await readText(process, "old")).toBeUndefined();
    expect(await read(process, "kept")).toMatchObject({ text: "kept", fresh: true });
    await store(process, "old", { value: "new", tags: ["t"] });
    expect(await readText(other, "old")).toBe("new");
  },
  "P39 failures leave no unhandled rejection": async (open) => {
    const unhandled: unknown[] = [];
    const note = (cause: unknown): void => void unhandled.push(cause);
    globalThis.process.on("unhandledRejection", note);
    try {
      for (const inflict of Object.values(FAULTS)) {
        const faulty = await start(open);
        const { time, process } = faulty;
        inflict(process);
        const calls = [
          readText(process, "k"),
          store(process, "k", { value: "v" }),
          process.useCache.set("k", Promise.reject(new Error("boom"))),
          process.useCache.updateTags(["t"]).catch(() => {}),
        ];
        await settles(time, BOUND_MS, Promise.all(calls));
        await recover(faulty);
      }
    } finally {
      await new Promise((resolve) => setTimeout(resolve, 5));
      globalThis.process.off("unhandledRejection", note);
    }
    expect(unhandled).toEqual([]);
  },
  "P39 nothing that waits keeps the process alive": async (open) => {
    const subject = await open();
    const timers = (): number =>
      globalThis.process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
    const process = await subject.start({ clock: systemClock, deadlineMs: 60_000 });
    const before = timers();
    process.chaos.hangs = EVERYTHING;
    void readText(process, "k");
    void store(process, "k", { value: "v" });
    void process.useCache.set("k", new Promise(() => {}));
    process.useCache.updateTags(["t"]).catch(() => {});
    await new Promise((resolve) => setImmediate(resolve));
    expect(timers()).toBeLessThanOrEqual(before);
  },
});
