import { createHash } from "node:crypto";
import { copyFile, link, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createRuntime } from "@tagledger/core";
import { untilProven } from "../scale/until-proven.mjs";
import { positionOf, writeOf } from "./entry.mjs";
import { openStore, PATIENT_MS } from "./open-store.mjs";

/** As many as one call may invalidate without keeping others waiting. */
const TAGS_PER_CALL = 1000;

/**
 * Invalidates tags, and then writes an entry that is fresh.
 *
 * @param {import("./open-store.mjs").Place} place
 * @param {{ namespace: string, tags: number, key: string }} options
 */
export async function fillLedger(place, { namespace, tags, key }) {
  const store = openStore(place, namespace);
  try {
    let position = (await store.news(undefined))?.position;
    for (let from = 0; from < tags; from += TAGS_PER_CALL) {
      const length = Math.min(TAGS_PER_CALL, tags - from);
      const names = Array.from({ length }, (_, index) => `product-${from + index}`);
      position = (await store.append([{ kind: "hard", tags: names }], position)).news.position;
    }
  } finally {
    await store.close();
  }
  await writeSeed(place, { namespace, key, bytes: 1000 });
}

/**
 * @param {import("./open-store.mjs").Place} place
 * @param {{ namespace: string, key: string, bytes: number }} options
 */
async function writeSeed(place, { namespace, key, bytes }) {
  const runtime = createRuntime({ store: openStore(place, namespace), deadlineMs: PATIENT_MS });
  try {
    await untilProven(runtime);
    const body = Buffer.alloc(bytes);
    await runtime.write(key, writeOf({ position: positionOf(runtime), createdMs: runtime.clock.now(), body }));
  } finally {
    await runtime.close();
  }
}

/**
 * A store with many entries, `entry-0` and so on: copies of one that was written as always, made as quickly as the place
 * allows. A copy that a store would not find is noticed when it is read.
 *
 * @param {import("./open-store.mjs").Place} place
 * @param {{ namespace: string, entries: number, bytes: number, server: import("@tagledger/redis-servers").Server }} options
 */
export async function fillEntries(place, { namespace, entries, bytes, server }) {
  await writeSeed(place, { namespace, key: "seed", bytes });
  if (place.directory === undefined) await copyValues(server, namespace, entries);
  else await copyFiles(join(place.directory, "v1", namespace, "entries"), entries);
}

const COPY = `
local value, ttl = redis.call('GET', KEYS[1]), redis.call('PTTL', KEYS[1])
local prefix = string.sub(KEYS[1], 1, -5)
for index = ARGV[1], ARGV[2] do redis.call('SET', prefix .. 'entry-' .. string.format('%d', index), value, 'PX', ttl) end`;
const VALUES_PER_SCRIPT = 20_000;

/**
 * @param {import("@tagledger/redis-servers").Server} server
 * @param {string} namespace
 * @param {number} entries
 */
async function copyValues(server, namespace, entries) {
  const seed = `tagledger:${namespace}:v1:entry:seed`;
  for (let from = 0; from < entries; from += VALUES_PER_SCRIPT) {
    const last = Math.min(entries, from + VALUES_PER_SCRIPT) - 1;
    await server.command("EVAL", COPY, "1", seed, String(from), String(last));
  }
}

/** File systems allow some ten thousand names of one file. */
const NAMES_PER_FILE = 10_000;
const FILES_AT_ONCE = 64;

/**
 * @param {string} folder
 * @param {number} entries
 */
async function copyFiles(folder, entries) {
  const shardOf = (/** @type {string} */ key) =>
    join(folder, createHash("sha256").update(key).digest("hex").slice(0, 2));
  const shards = Array.from({ length: 256 }, (_, index) => join(folder, index.toString(16).padStart(2, "0")));
  await Promise.all(shards.map((shard) => mkdir(shard, { recursive: true })));
  const seed = join(shardOf("seed"), "seed");
  for (let from = 0; from < entries; from += NAMES_PER_FILE) {
    const copy = join(folder, `copy-${from}`);
    await copyFile(seed, copy);
    const last = Math.min(entries, from + NAMES_PER_FILE);
    for (let index = from; index < last; index += FILES_AT_ONCE) {
      const keys = Array.from({ length: Math.min(FILES_AT_ONCE, last - index) }, (_, more) => `entry-${index + more}`);
      await Promise.all(keys.map((key) => link(copy, join(shardOf(key), key))));
    }
  }
}
