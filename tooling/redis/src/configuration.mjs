import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";

/** The file that a server is started with. It is a file because failovers rewrite it. */
export const CONFIGURATION_FILE = "redis.conf";

/** Where a server prints to. */
export const OUTPUT_FILE = "output.log";

/** What makes a node of a cluster itself: it keeps that when its data is lost. */
export const CLUSTER_FILE = "nodes.conf";

const KEPT = new Set([CONFIGURATION_FILE, OUTPUT_FILE, CLUSTER_FILE]);

/** @typedef {Readonly<Record<string, string>>} Configuration */

/**
 * @param {Configuration} config values stand in the file as they are: `{ save: "3600 1 60 100" }`
 * @returns {string}
 */
export function writeConfiguration(config) {
  return Object.entries(config)
    .map(([name, value]) => `${name} ${value === "" ? '""' : value}\n`)
    .join("");
}

/** @param {Configuration} config */
export function keepsData(config) {
  return config.appendonly === "yes" || (config.save ?? "") !== "";
}

/**
 * Removes everything that a server would load again, and nothing else.
 *
 * @param {string} folder
 */
export async function removeData(folder) {
  const names = (await readdir(folder)).filter((name) => !KEPT.has(name));
  await Promise.all(names.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}
