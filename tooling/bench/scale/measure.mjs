import { fork } from "node:child_process";
import { once } from "node:events";
import { loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { startStandalone } from "@tagledger/redis-servers";
import { mergeCounts } from "./histogram.mjs";
import { invalidateSteadily } from "./invalidate-steadily.mjs";
import { readInfo, readWork, workPerSecond } from "./server-load.mjs";

const PROGRAM = fileURLToPath(new URL("replicas.mjs", import.meta.url));
const NAMESPACE = "scale";
/** Until invalidations and refreshes run as evenly as they will. */
const SETTLING_MS = 2000;

/**
 * Puts a load on a server of its own.
 *
 * @param {import("./load.mjs").Load} load
 */
export async function measure(load) {
  const server = await startStandalone();
  /** @type {import("node:child_process").ChildProcess[]} */
  const children = [];
  try {
    const emptyBytes = await usedBytes(server);
    for (let index = 0; index < load.processes; index++) children.push(fork(PROGRAM));
    const ready = children.map((child, index) => {
      const replicas = Math.floor((load.replicas + index) / load.processes);
      child.send({ load, replicas, url: server.url, namespace: NAMESPACE });
      return answer(child);
    });
    await Promise.all(ready);
    const connectedBytes = (await usedBytes(server)) - emptyBytes;
    const writer = await invalidateSteadily({ url: server.url, namespace: NAMESPACE, load });
    await sleep(SETTLING_MS);

    for (const child of children) child.send("begin");
    const before = await readWork(server);
    await sleep(load.seconds * 1000);
    const ended = children.map((child) => {
      child.send("end");
      return /** @type {Promise<import("./replicas.mjs").Seen>} */ (answer(child));
    });
    const after = await readWork(server);
    const written = await writer.stop();
    const seen = await Promise.all(ended);

    const sum = (/** @type {(each: import("./replicas.mjs").Seen) => number} */ of) =>
      seen.reduce((total, each) => total + of(each), 0);
    return {
      server: workPerSecond(before, after),
      connectionBytes: connectedBytes / load.replicas,
      known: mergeCounts(seen.map(({ known }) => known)),
      refreshed: mergeCounts(seen.map(({ refreshed }) => refreshed)),
      sentPerSecond: sum(({ sent }) => sent) / load.seconds,
      failed: sum(({ failed }) => failed),
      cpu: sum(({ cpuSeconds }) => cpuSeconds) / load.seconds,
      replicaBytes: sum(({ replicaBytes }) => replicaBytes) / load.processes,
      written,
      loadAverage: loadavg()[0] ?? 0,
    };
  } finally {
    for (const child of children) child.kill("SIGKILL");
    await server.stop();
  }
}

/** @typedef {Awaited<ReturnType<typeof measure>>} Measured */

/**
 * @param {import("node:child_process").ChildProcess} child
 * @returns {Promise<unknown>}
 */
async function answer(child) {
  const controller = new AbortController();
  const { signal } = controller;
  const ended = once(child, "exit", { signal }).then(() => {
    throw new Error("a process of replicas ended too early");
  });
  try {
    const [message] = await Promise.race([once(child, "message", { signal }), ended]);
    return message;
  } finally {
    ended.catch(() => {});
    controller.abort();
  }
}

/** @param {import("./server-load.mjs").Server} server */
async function usedBytes(server) {
  return Number(/^used_memory:(\d+)/m.exec(await readInfo(server, "memory"))?.[1]);
}
