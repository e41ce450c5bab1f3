import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startInstance } from "./instance.mjs";
import { startProxy } from "./proxy.mjs";
import { waitUntil } from "./wait-until.mjs";

/**
 * @typedef {object} FleetOptions
 * @property {string} appDir a built app
 * @property {number} [instances] called `a`, `b`, `c` and so on. Default: 3
 * @property {Record<string, string>} [env] for every instance
 * @property {Record<string, Record<string, string>>} [perInstanceEnv] by name, over `env`
 * @property {string} [sharedDir] the `TAGLEDGER_DIR` of all. Default: that of `env`, or a new folder that goes when the fleet stops
 * @property {number} [port] the first port the proxy tries. Default: any
 * @property {number} [startTimeoutMs] for one instance. Default: 30 000
 */

/**
 * Runs a built app as several `next start` processes on loopback ports, behind a proxy. They share one build folder:
 * `next start` does not write to it when the caches are elsewhere.
 *
 * @param {FleetOptions} options
 */
export async function startFleet({
  appDir,
  instances: count = 3,
  env = {},
  perInstanceEnv = {},
  sharedDir,
  port,
  startTimeoutMs = 30_000,
}) {
  const runDir = await mkdtemp(join(tmpdir(), "tagledger-fleet-"));
  const ledgerDir = sharedDir ?? env.TAGLEDGER_DIR ?? join(runDir, "ledger");
  /** @param {string} name */
  const start = (name) =>
    startInstance({
      name,
      appDir,
      runDir,
      startTimeoutMs,
      env: { ...env, TAGLEDGER_DIR: ledgerDir, ...perInstanceEnv[name] },
    });
  const started = await Promise.allSettled(Array.from({ length: count }, (_, index) => start(letter(index))));
  const instances = started.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  const failure = started.find((result) => result.status === "rejected");
  if (failure !== undefined) {
    await Promise.all(instances.map((one) => one.kill()));
    await rm(runDir, { recursive: true, force: true });
    throw failure.reason;
  }
  const proxy = await startProxy({ backends: instances, ...(port !== undefined && { port }) });

  /** @param {string} name */
  function instance(name) {
    const found = instances.find((candidate) => candidate.name === name);
    if (found === undefined) {
      throw new Error(`the fleet has no instance ${name}, only ${instances.map((one) => one.name).join(", ")}`);
    }
    return found;
  }

  /** Everything the handlers reported, each instance's in its own order. */
  const events = () => instances.flatMap((one) => one.events());

  return {
    url: proxy.url,
    ledgerDir,
    instances,
    instance,
    events,
    /** Starts one more, with the first letter that is free. */
    async add() {
      const taken = new Set(instances.map((one) => one.name));
      const name = Array.from({ length: 26 }, (_, index) => letter(index)).find((free) => !taken.has(free));
      if (name === undefined) throw new Error("a fleet has at most 26 instances");
      const added = await start(name);
      instances.push(added);
      instances.sort((left, right) => left.name.localeCompare(right.name));
      return added;
    },
    /**
     * Ends an instance for good.
     *
     * @param {string} name
     */
    async remove(name) {
      const [removed] = instances.splice(instances.indexOf(instance(name)), 1);
      await removed?.stop();
    },
    /**
     * Waits for something an instance reports after `after` of its events.
     *
     * @param {string} name
     * @param {(event: import("./events.mjs").FleetEvent) => boolean} match
     * @param {{ after?: number, timeoutMs?: number, what?: string }} [options]
     */
    waitForEvent: (name, match, { after = 0, timeoutMs = 10_000, what = "an event" } = {}) =>
      waitUntil(() => instance(name).events().slice(after).find(match), {
        timeoutMs,
        what: () => `${what} on instance ${name} (last events: ${JSON.stringify(instance(name).events().slice(-5))})`,
      }),
    /** The last lines each instance printed, for the message of a failed test. */
    logTail: () => instances.map((one) => `--- ${one.name}\n${one.logTail()}`).join("\n"),
    async stop() {
      await proxy.stop();
      await Promise.all(instances.map((one) => one.stop()));
      await rm(runDir, { recursive: true, force: true });
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof startFleet>>} Fleet */

/** @param {number} index */
function letter(index) {
  return String.fromCodePoint(97 + index);
}
