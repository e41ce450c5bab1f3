import { tagIds } from "@tagledger/core";

const TAGS = ["products", "product-1"];
const HOUR_MS = 3_600_000;

/** @param {import("@tagledger/core").Runtime} runtime */
export function positionOf({ replica }) {
  return { epoch: replica.epoch ?? "", seq: replica.seq };
}

/**
 * A write of an entry with two tags.
 *
 * @param {{ position: { epoch: string, seq: number }, createdMs: number, body: Uint8Array }} options
 * @returns {Parameters<import("@tagledger/core").Runtime["write"]>[1]}
 */
export function writeOf({ position, createdMs, body }) {
  const meta = { stale: 300, revalidate: 3600, expire: 86_400 };
  const entry = { kind: /** @type {const} */ ("use-cache"), tags: TAGS, tagIds: tagIds(TAGS), meta };
  return { entry: { ...entry, position, createdMs, body }, ttlMs: HOUR_MS };
}

/**
 * @param {import("@tagledger/core").Runtime} runtime
 * @param {string} key
 */
export async function expectFresh(runtime, key) {
  const { verdict } = await runtime.read(key, { kind: "use-cache" });
  if (verdict !== "fresh") throw new Error(`${key} is ${verdict}`);
}
