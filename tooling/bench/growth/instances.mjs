import { row } from "../report/rows.mjs";
import { percentile } from "../scale/histogram.mjs";
import { measure } from "../scale/measure.mjs";

/**
 * What each further instance costs: replicas in a few processes, each with a connection of its own, under the same load
 * for each.
 *
 * @param {import("./scenario.mjs").Part} part
 * @returns {Promise<import("../report/rows.mjs").Row[]>}
 */
export async function growInstances({ effort, say }) {
  const rows = [];
  /** @type {number | undefined} */
  let fewestUs;
  for (const replicas of effort.replicas) {
    const load = { ...LOAD, replicas, processes: Math.min(2, replicas), seconds: effort.seconds };
    const { server, refreshed, connectionBytes, replicaBytes, failed, sentPerSecond, known } = await measure(load);
    const calls = server.commands.filter(({ perSecond }) => perSecond > 0);
    const perSecond = calls.reduce((sum, call) => sum + call.perSecond, 0);
    const us = calls.reduce((sum, call) => sum + call.perSecond * call.us, 0) / perSecond;
    fewestUs ??= us;
    rows.push(
      row({
        scenario: `growth, refresh of ${replicas} instances`,
        subject: "redis strong",
        unit: "µs of Redis for a command",
        median: us,
        ratio: us / fewestUs,
        against: `${effort.replicas[0]} instances`,
        commandsPerRequest: perSecond / (replicas * LOAD.refreshesPerSecond),
        detail: {
          instances: replicas,
          refreshP50Ms: percentile(refreshed, 0.5),
          refreshP99Ms: percentile(refreshed, 0.99),
          knownP50Ms: percentile(known, 0.5),
          refreshesPerSecond: sentPerSecond,
          failedRefreshes: failed,
          redisCpuShare: server.cpu,
          redisBytesPerConnection: connectionBytes,
          ...(replicas > load.processes && { bytesPerInstance: replicaBytes }),
        },
      }),
    );
    say(`${replicas} instances: measured`);
  }
  return rows;
}

/** @type {Omit<import("../scale/load.mjs").Load, "replicas" | "processes" | "seconds">} */
const LOAD = {
  consistency: "strong",
  maxStalenessMs: 1000,
  refreshesPerSecond: 5,
  invalidationsPerSecond: 10,
  deadlineMs: 500,
  library: "redis",
};
