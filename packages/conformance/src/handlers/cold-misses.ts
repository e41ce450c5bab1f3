import { expect } from "vitest";
import { topic, type Topic } from "../claim.ts";
import type { HandlerProcess, HandlerSubject, OpenHandlers, ProcessOptions } from "../handler-subject.ts";
import { responseKey } from "../next/build-files.ts";
import { calling, inRequest } from "../next/request.ts";
import { appPage, fetched, isServed, isStale, type TestSite, testSite, textOf } from "../next/singular.ts";
import { bytesOf, entryOf, invalidate, read, readText } from "../next/use-cache.ts";
import { settles } from "../test-time.ts";

const WAIT_MS = 500;
/** What is made takes this long. */
const WORK_MS = 120;

/** Asks for something, and makes it with `make` when there is nothing that can be served. */
type Obtain = (process: HandlerProcess, site: TestSite, make: () => Promise<string>) => Promise<string | undefined>;

/** The kinds of things that must be made before a request can be answered. */
const SURFACES: { readonly [surface: string]: Obtain } = {
  "'use cache'": (process, _site, make) =>
    inRequest(process, () =>
      calling("k", async () => {
        await process.useCache.refreshTags();
        const found = await process.useCache.get("k", []);
        if (found !== undefined) return (await bytesOf(found)).toString();
        const timestamp = process.clock.now();
        const value = await make();
        await process.useCache.set("k", Promise.resolve(entryOf(process, { value, tags: ["t"], timestamp })));
        return value;
      }),
    ),
  "fetch data": async (process, site, make) => {
    const request = site.request(process);
    const found = await request.getFetch("f", { tags: ["t"] });
    if (found !== null) return textOf(found);
    const value = await make();
    await request.setFetch("f", fetched(value), ["t"]);
    return value;
  },
  "a response": async (process, site, make) => {
    const request = site.request(process);
    const found = await request.get("/page");
    if (isServed(found)) return textOf(found);
    const value = await make();
    await request.set("/page", appPage(value, ["t"]));
    return value;
  },
};

interface Scene {
  readonly subject: HandlerSubject;
  readonly site: TestSite;
  /** Whether anybody waits for anybody on this store. */
  readonly leases: boolean;
  start(options?: ProcessOptions): Promise<HandlerProcess>;
}

async function sceneOf(open: OpenHandlers): Promise<Scene> {
  const subject = await open();
  return {
    subject,
    site: await testSite(),
    leases: subject.store.lease !== undefined,
    start: (options) => subject.start({ coldMissWaitMs: WAIT_MS, ...options }),
  };
}

async function tenOf({ site, start }: Scene): Promise<HandlerProcess[]> {
  const processes = await Promise.all(Array.from({ length: 10 }, () => start()));
  // What a handler reads once of the build it has read before.
  for (const [index, process] of processes.entries()) await site.request(process).get(`/warm-${index}`);
  return processes;
}

/** All processes ask at once, and all have what is missing in the end: where stores lease, one of them makes it. */
async function expectOneMaker(
  { subject, site, leases }: Scene,
  processes: readonly HandlerProcess[],
  obtain: Obtain,
): Promise<void> {
  let made = 0;
  const asked = processes.map((process) =>
    obtain(process, site, async () => {
      made++;
      await new Promise<void>((resolve) => void process.clock.schedule(WORK_MS, resolve));
      return "made";
    }),
  );
  const answers = await settles(subject.time, 2 * WAIT_MS, Promise.all(asked));
  expect(answers).toEqual(answers.map(() => "made"));
  if (leases) expect(made).toBe(1);
  else expect(made).toBeGreaterThan(1);
}

/** @returns milliseconds that `body` took. */
async function durationOf(process: HandlerProcess, body: () => Promise<unknown>): Promise<number> {
  const begunMs = process.clock.now();
  await body();
  return process.clock.now() - begunMs;
}

const leasesOf = (...processes: HandlerProcess[]): number =>
  processes.reduce((sum, { chaos }) => sum + (chaos.calls.get("lease") ?? 0), 0);

const ofEverySurface: { [name: string]: (open: OpenHandlers) => Promise<void> } = {};

for (const [surface, obtain] of Object.entries(SURFACES)) {
  ofEverySurface[`of ten processes that ask at once for ${surface} that is not there, one makes it`] = async (open) => {
    const scene = await sceneOf(open);
    await expectOneMaker(scene, await tenOf(scene), obtain);
  };
  ofEverySurface[`so they do whenever ${surface} has expired`] = async (open) => {
    const scene = await sceneOf(open);
    const processes = await tenOf(scene);
    const [first] = processes as [HandlerProcess];
    expect(await obtain(first, scene.site, async () => "old")).toBe("old");
    for (let round = 0; round < 3; round++) {
      await invalidate(first, ["t"]);
      await expectOneMaker(scene, processes, obtain);
    }
  };
}

export const COLD_MISSES: Topic<OpenHandlers> = topic("cold misses", {
  ...ofEverySurface,
  "nobody waits longer than the bound for one who makes nothing": async (open) => {
    const { subject, leases, start } = await sceneOf(open);
    const [dead, process] = [await start(), await start()];
    expect(await readText(dead, "k")).toBeUndefined();
    const waitedMs = await durationOf(process, async () => {
      expect(await settles(subject.time, WAIT_MS, readText(process, "k"))).toBeUndefined();
    });
    if (leases) expect(waitedMs).toBeGreaterThan(WAIT_MS / 2);
    else expect(waitedMs).toBeLessThan(WAIT_MS / 2);
  },
  "what is never stored slows a process down once": async (open) => {
    const { subject, start } = await sceneOf(open);
    const [maker, process] = [await start(), await start()];
    await readText(maker, "k");
    await settles(subject.time, WAIT_MS, readText(process, "k"));
    for (let round = 0; round < 3; round++) {
      await settles(subject.time, WAIT_MS, readText(maker, "k"));
      expect(await settles(subject.time, 0, readText(process, "k"))).toBeUndefined();
    }
  },
  "what is stale is served by everybody at once, as stale": async (open) => {
    const { subject, site, start } = await sceneOf(open);
    const atOnce = <Answer>(answer: Promise<Answer>): Promise<Answer> => settles(subject.time, 0, answer);
    const processes = await Promise.all(Array.from({ length: 5 }, () => start()));
    const first = processes[0] as HandlerProcess;
    for (const obtain of Object.values(SURFACES)) await obtain(first, site, async () => "old");
    await invalidate(first, ["t"], { expire: 3600 });
    const before = leasesOf(...processes);
    for (const process of [...processes, ...processes]) {
      expect(await atOnce(read(process, "k"))).toMatchObject({ text: "old", fresh: false });
      const page = await atOnce(site.request(process).get("/page"));
      expect(textOf(page)).toBe("old");
      expect(page && isStale(process, page)).toBe(true);
      const data = await atOnce(site.request(process).getFetch("f", { tags: ["t"] }));
      expect(textOf(data)).toBe("old");
      expect(data?.lastModified).toBeLessThan(process.clock.now() - 900_000);
    }
    expect(leasesOf(...processes)).toBe(before);
  },
  "what was waited for is not served when it has expired again": async (open) => {
    const { subject, site, leases, start } = await sceneOf(open);
    const [maker, process] = [await start(), await start()];
    const request = site.request(maker);
    expect(await request.getFetch("f", { tags: ["t"] })).toBeNull();
    const waiting = site.request(process).getFetch("f", { tags: ["t"] });
    if (!leases) return expect(await waiting).toBeNull();
    await subject.time.pass(0);
    // Where time stands still it has not looked again until this has expired.
    await request.setFetch("f", fetched("old"), ["t"]);
    await invalidate(maker, ["t"]);
    const found = await settles(subject.time, WAIT_MS, waiting);
    if (subject.time.momentMs > 1000) expect(found).toBeNull();
  },
  "nobody waits where leases fail, and none longer than a deadline where they hang": async (open) => {
    const { subject, start } = await sceneOf(open);
    const deadlineMs = WAIT_MS / 4;
    const [maker, failing, hanging] = [await start(), await start(), await start({ deadlineMs })];
    await readText(maker, "k");
    failing.chaos.throws = new Set(["lease"]);
    expect(await settles(subject.time, 0, readText(failing, "k"))).toBeUndefined();
    hanging.chaos.hangs = new Set(["lease"]);
    expect(await settles(subject.time, deadlineMs, readText(hanging, "k"))).toBeUndefined();
    for (let index = 0; index < 20; index++) await settles(subject.time, 0, readText(hanging, `k${index}`));
  },
  "nobody waits in next build, nor for what each process has for itself": async (open) => {
    const { subject, start } = await sceneOf(open);
    const maker = await start();
    const building = await start({ building: true });
    const [near, nearToo] = [await start({ tier: "near" }), await start({ tier: "near" })];
    for (const process of [maker, building, near, nearToo]) {
      expect(await settles(subject.time, 0, readText(process, "k"))).toBeUndefined();
    }
    expect(leasesOf(building, near, nearToo)).toBe(0);
  },
  "nobody waits for a page that is answered from a shell or from what the build made": async (open) => {
    const { subject, start } = await sceneOf(open);
    const site = await testSite([
      { path: "/shell/a", source: "/shell/[slug]", fallback: "/shell/[slug].html" },
      { path: "/seeded", seed: { body: "seed", tags: ["t"] } },
    ]);
    const processes = [await start({ seeds: "trust" }), await start({ seeds: "trust" })];
    const unlisted = responseKey("/shell/b", "APP_PAGE", "/shell/[slug]");
    for (const process of processes) {
      const { handler, get } = site.request(process);
      expect(await settles(subject.time, 0, handler.get(unlisted, { kind: "APP_PAGE" }))).toBeNull();
      expect(textOf(await settles(subject.time, 0, get("/seeded")))).toBe("seed");
    }
    expect(leasesOf(...processes)).toBe(0);
  },
  "nobody waits for what its own process makes": async (open) => {
    const { subject, site, start } = await sceneOf(open);
    const process = await start();
    for (let round = 0; round < 3; round++) {
      expect(await settles(subject.time, 0, readText(process, "k"))).toBeUndefined();
      expect(await settles(subject.time, 0, site.request(process).getFetch("f"))).toBeNull();
      expect(isServed(await settles(subject.time, 0, site.request(process).get("/page")))).toBe(false);
    }
  },
  "requests that need what the other makes go on": async (open) => {
    const { subject, site, start } = await sceneOf(open);
    const [one, other] = [await start(), await start()];
    const generate = async (process: HandlerProcess, outer: string, inner: string): Promise<void> => {
      const request = site.request(process);
      for (const key of [outer, inner]) await request.getFetch(key);
      for (const key of [inner, outer]) await request.setFetch(key, fetched(key));
    };
    await settles(subject.time, 0, Promise.all([generate(one, "a", "b"), generate(one, "b", "a")]));
    await settles(subject.time, WAIT_MS, Promise.all([generate(one, "c", "d"), generate(other, "d", "c")]));
  },
});
