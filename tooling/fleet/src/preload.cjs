// Loaded into every instance before Next.js. Writes what the cache handlers report as JSON lines, names the instance in
// every response and ends the process when its fleet is gone.
"use strict";

const { subscribe } = require("node:diagnostics_channel");
const { openSync, writeSync } = require("node:fs");
const { isMainThread } = require("node:worker_threads");

const instance = process.env.TAGLEDGER_INSTANCE ?? "";
const eventsFile = process.env.FLEET_EVENTS_FILE;

if (isMainThread && process.env.FLEET_PID === String(process.ppid)) {
  if (eventsFile !== undefined) recordEvents(eventsFile);
  subscribe("http.server.request.start", nameInstance);
  process.stdin.on("end", () => process.exit(1));
  process.stdin.resume();
  // Only the server keeps the process alive. A pipe is a socket, which can be unreferenced; the type does not say so.
  /** @type {{ unref?: () => void }} */ (/** @type {unknown} */ (process.stdin)).unref?.();
}

/** @param {unknown} message */
function nameInstance(message) {
  const { response } = /** @type {{ response: import("node:http").ServerResponse }} */ (message);
  response.setHeader("x-tagledger-instance", instance);
}

/** @param {string} file */
function recordEvents(file) {
  // Appending in one synchronous write: a reader sees whole lines only, and a killed process loses nothing it reported.
  const fd = openSync(file, "a");
  const handlers = ["read", "write", "skip", "refresh", "invalidate", "ledger", "guard", "problem"];
  // The last one is what the app itself says it asked of Next.js.
  for (const channel of [...handlers.map((name) => `tagledger:${name}`), "app:call"]) {
    subscribe(channel, (message) => {
      // A clock that all processes of the machine share and that no skew reaches.
      const at = Number(process.hrtime.bigint()) / 1e6;
      writeSync(fd, `${JSON.stringify({ channel, instance, at, message }, plain)}\n`);
    });
  }
}

/**
 * Errors and big integers are not JSON.
 *
 * @param {string} _key
 * @param {unknown} value
 */
function plain(_key, value) {
  if (typeof value === "bigint") return String(value);
  if (value instanceof Error)
    return { name: value.name, message: value.message, code: "code" in value ? value.code : undefined };
  if (value instanceof Set) return [...value];
  if (value instanceof Map) return [...value];
  return value;
}
