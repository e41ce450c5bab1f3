// Loaded into every instance of a soak. On SIGUSR2 collects garbage and says how much memory is left in use.
"use strict";

const { renameSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { setFlagsFromString } = require("node:v8");
const { runInNewContext } = require("node:vm");
const { isMainThread } = require("node:worker_threads");

const folder = process.env.SOAK_MEASURES;

// `next start` may start processes of its own, which a signal would end.
if (isMainThread && folder !== undefined && process.env.FLEET_PID === String(process.ppid)) {
  // Not an option that NODE_OPTIONS takes.
  setFlagsFromString("--expose-gc");
  const collect = /** @type {() => void} */ (runInNewContext("gc"));
  let count = 0;
  process.on("SIGUSR2", () => {
    collect();
    // What finalizers let go of is found by the second.
    setImmediate(() => {
      collect();
      const { heapUsed, external, rss } = process.memoryUsage();
      const sockets = process.getActiveResourcesInfo().filter((name) => name === "TCPSocketWrap").length;
      const path = join(folder, String(process.pid));
      count += 1;
      writeFileSync(`${path}.tmp`, JSON.stringify({ count, inUse: heapUsed + external, rss, sockets }));
      renameSync(`${path}.tmp`, `${path}.json`);
    });
  });
}
