import { createRuntime, createUseCacheHandler, encodeEntry, tagIds } from "@tagledger/core";
import { untilProven } from "../scale/until-proven.mjs";
import { rate } from "./measured.mjs";

/** Bytes of a body. */
const SIZES = [1_000, 30_000, 300_000];
const HOUR_MS = 3_600_000;

/** The least share of the limit's rate that reading an entry from the store has. */
const LEAST = { readFile: 0.9, GET: 0.85 };

/**
 * Reads and writes of entries.
 *
 * @param {(name: string) => import("@tagledger/core").Store} open
 * @param {import("./raw.mjs").Raw} raw
 * @returns {Promise<import("./measured.mjs").Group>}
 */
export async function readCases(open, raw) {
  const far = createRuntime({ store: open("reads"), nearBytes: 0 });
  const near = createRuntime({ store: open("reads") });
  await Promise.all([untilProven(far), untilProven(near)]);
  const nearHandler = createUseCacheHandler(near);
  const farHandler = createUseCacheHandler(far);
  const request = /** @type {const} */ ({ kind: "use-cache" });

  /** @param {number} bytes */
  const entryOf = (bytes) => ({
    kind: /** @type {const} */ ("use-cache"),
    position: { epoch: far.replica.epoch ?? "", seq: far.replica.seq },
    tags: ["products", "product-1"],
    tagIds: tagIds(["products", "product-1"]),
    createdMs: far.clock.now(),
    meta: { stale: 300, revalidate: 3600, expire: 86_400 },
    body: Buffer.from('0:"lorem ipsum"\n'.repeat(Math.ceil(bytes / 16))).subarray(0, bytes),
  });

  /** @param {import("@tagledger/core").NextUseCacheHandler} handler */
  const throughHandler = (handler) => async () => {
    const entry = await handler.get("key", []);
    if (entry === undefined) throw new Error("the entry is gone");
    for await (const _chunk of entry.value);
  };

  /** @type {import("../interleave.mjs").Case[]} */
  const cases = [];
  for (const bytes of SIZES) {
    const entry = entryOf(bytes);
    const key = `bench-${bytes}`;
    const size = `${bytes / 1000} kB`;
    const write = (/** @type {import("@tagledger/core").Runtime} */ runtime) =>
      runtime.write(key, { entry, ttlMs: HOUR_MS, tier: "shared" });
    await write(near);
    await write(far);
    await raw.write(`raw-${bytes}`, Buffer.concat(encodeEntry(key, entry)));
    const text = JSON.stringify({ ...entry, tagIds: undefined, body: entry.body.toString("base64") });
    await raw.write(`json-${bytes}`, Buffer.from(text));
    cases.push(
      { name: `shared hit, ${size}`, run: async () => expectHit(await far.read(key, request)) },
      { name: `${raw.name}, ${size}`, run: () => raw.read(`raw-${bytes}`) },
      {
        name: `JSON and base64, ${size}`,
        run: async () => Buffer.from(JSON.parse(String(await raw.read(`json-${bytes}`))).body, "base64"),
      },
      { name: `near hit, ${size}`, run: async () => expectHit(await near.read(key, request)) },
      { name: `set, ${size}`, run: () => write(far) },
    );
  }
  for (const handler of [nearHandler, farHandler]) {
    const { body, tags } = entryOf(30_000);
    const value = new Blob([body]).stream();
    const pending = { value, tags, stale: 300, timestamp: far.clock.now(), revalidate: 3600, expire: 86_400 };
    await handler.set("key", Promise.resolve(pending));
  }
  cases.push(
    { name: "handler, near hit with its refresh, 30 kB", run: throughHandler(nearHandler) },
    { name: "handler, shared hit with its refresh, 30 kB", run: throughHandler(farHandler) },
    { name: "miss", run: () => far.read("bench-nothing", request) },
  );

  return {
    cases,
    describe: (timings) =>
      timings.map(({ name }) => {
        const [kind, size] = name.split(", ");
        const against = `${raw.name}, ${size}`;
        if (kind === "shared hit")
          return rate(timings, name, { against, target: LEAST[/** @type {"GET" | "readFile"} */ (raw.name)] });
        return rate(timings, name, kind === "JSON and base64" ? { against } : {});
      }),
    close: () => Promise.all([far.close(), near.close()]),
  };
}

/** @param {{ verdict: string }} outcome */
function expectHit({ verdict }) {
  if (verdict !== "fresh") throw new Error(`an entry that was just written is ${verdict}`);
}
