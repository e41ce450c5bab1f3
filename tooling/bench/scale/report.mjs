import { percentile, total } from "./histogram.mjs";

const SHARES = [0.5, 0.9, 0.99, 0.999];

/**
 * @param {import("./load.mjs").Load} load
 * @param {import("./measure.mjs").Measured} measured
 * @returns {string}
 */
export function report(load, measured) {
  const { server, known, refreshed, written } = measured;
  const mode = load.consistency === "strong" ? "strong" : `bounded (${load.maxStalenessMs} ms)`;
  const asked = load.replicas * load.refreshesPerSecond;
  const delivered = total(known) / load.seconds;
  const commands = server.commands.map(
    ({ name, perSecond, us }) => `${round(perSecond)} ${name.toUpperCase()}/s of ${us.toFixed(0)} us`,
  );
  return [
    `${load.replicas} replicas in ${load.processes} processes with ${load.library}, ${mode}`,
    `  asked      ${asked} times/s to be up to date, answered ${round(total(refreshed) / load.seconds)}/s; ` +
      `sent ${round(measured.sentPerSecond)}/s, ${measured.failed} failed`,
    `  waited     ${percentiles(refreshed)}`,
    `  invalidated ${round(total(written.recorded) / (load.seconds + 2))}/s, ${written.failed} failed; ${percentiles(written.recorded)}`,
    `  known      ${round(delivered)} marks/s of ${load.invalidationsPerSecond * load.replicas}; ${percentiles(known)}`,
    `  Redis      ${commands.join(", ")}; CPU ${percent(server.cpu)}; ` +
      `in ${megabytes(server.inBytes)}/s, out ${megabytes(server.outBytes)}/s; ${round(measured.connectionBytes)} bytes a connection`,
    `  replicas   CPU ${percent(measured.cpu)}; ${round(measured.replicaBytes / 1024)} KiB each`,
    `  machine    load average ${measured.loadAverage.toFixed(1)}`,
  ].join("\n");
}

/** @param {import("./histogram.mjs").Counts} counts */
function percentiles(counts) {
  return SHARES.map((share) => `p${share * 100} ${percentile(counts, share).toFixed(1)} ms`).join(", ");
}

/** @param {number} number */
function round(number) {
  return String(Math.round(number));
}

/** @param {number} cores */
function percent(cores) {
  return `${(cores * 100).toFixed(0)} %`;
}

/** @param {number} bytes */
function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}
