import { LIMITS, sendVisitors } from "./visitors.mjs";

/**
 * A run of visitors on one fleet and what they have seen so far.
 *
 * @typedef {object} Run
 * @property {string} fleet
 * @property {boolean} running
 * @property {import("./visitors.mjs").Bucket[]} buckets
 */

/** What a visit looks at: the kinds of values that an invalidation concerns. */
const VISITED = ["hole", "remote", "static", "cached", "dynamic", "fetched", "memoized"];

/**
 * The visitors of the page of faults, and the load of all fleets one after the other.
 *
 * @param {object} options
 * @param {(fleet: string) => { deployment: import("./deployment.mjs").Deployment, observer: import("./observer.mjs").Observer }} options.of
 * @param {import("./hub.mjs").Hub} options.hub
 */
export function createTraffic({ of, hub }) {
  /** @type {Run} */
  let visits = { fleet: "filesystem", running: false, buckets: [] };
  /** @type {ReturnType<typeof sendVisitors> | undefined} */
  let visiting;
  /** @type {{ running: boolean, path: string, clients: number, seconds: number, runs: Run[] }} */
  let load = { running: false, path: "", clients: 0, seconds: 0, runs: [] };
  /** @type {ReturnType<typeof sendVisitors> | undefined} */
  let loading;
  let isStopped = false;

  const tellVisits = () => hub.send("visits", visits, "visits");
  const tellLoad = () => hub.send("load", load, "load");
  tellVisits();
  tellLoad();

  /**
   * @param {string} fleet
   * @param {readonly string[]} topics
   */
  async function targetOf(fleet, topics) {
    const { deployment, observer } = of(fleet);
    const running = deployment.fleet;
    if (running === undefined) throw new Error(`the fleet on ${fleet} is ${deployment.status}`);
    if (observer.surfaces.length === 0) await observer.read();
    const targets = observer.surfaces
      .filter(({ name }) => topics.includes(name))
      .map(({ name, path }) => ({ path, topic: name }));
    if (targets.length === 0) throw new Error(`no instance of the fleet on ${fleet} answers`);
    return { origin: running.url, targets, floors: observer.floors };
  }

  async function stopVisits() {
    await visiting?.stop();
    visiting = undefined;
  }

  return {
    /** @param {string} fleet */
    async startVisits(fleet) {
      const target = await targetOf(fleet, VISITED);
      await stopVisits();
      const run = { fleet, running: true, buckets: /** @type {import("./visitors.mjs").Bucket[]} */ ([]) };
      visits = run;
      tellVisits();
      visiting = sendVisitors({
        ...target,
        pace: { ratePerSecond: 20 },
        seconds: LIMITS.visitSeconds,
        onBucket(bucket) {
          run.buckets.push(bucket);
          tellVisits();
        },
      });
      void visiting.finished.then(() => {
        run.running = false;
        tellVisits();
      });
    },
    stopVisits,
    describe: () => ({ visits, load }),
    /**
     * One fleet after the other, so that they do not take the processor from each other.
     *
     * @param {{ fleets: readonly string[], topic: string, clients: number, seconds: number }} options
     */
    async startLoad({ fleets, topic, clients, seconds }) {
      if (load.running) throw new Error("a load is running");
      // Looked at before anything begins, so that a mistake is said at once.
      for (const fleet of fleets) await targetOf(fleet, [topic]);
      load = { running: true, path: topic, clients, seconds, runs: [] };
      tellLoad();
      void (async () => {
        for (const fleet of fleets) {
          if (isStopped || !load.running) break;
          const run = { fleet, running: true, buckets: /** @type {import("./visitors.mjs").Bucket[]} */ ([]) };
          load.runs.push(run);
          loading = sendVisitors({
            ...(await targetOf(fleet, [topic])),
            pace: { clients },
            seconds,
            onBucket(bucket) {
              run.buckets.push(bucket);
              tellLoad();
            },
          });
          await loading.finished;
          run.running = false;
        }
      })()
        .catch(() => {})
        .finally(() => {
          load.running = false;
          tellLoad();
        });
    },
    async stopLoad() {
      load.running = false;
      await loading?.stop();
    },
    async stop() {
      isStopped = true;
      await Promise.all([stopVisits(), loading?.stop()]);
    },
  };
}

/** @typedef {ReturnType<typeof createTraffic>} Traffic */
