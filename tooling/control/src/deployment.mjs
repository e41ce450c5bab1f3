import { startFleet } from "@tagledger/fleet";
import { backends } from "./backends.mjs";

/** What a laptop carries beside everything else. */
const MOST_INSTANCES = 6;

/** @typedef {"absent" | "starting" | "running" | "failed"} DeploymentStatus */

/**
 * One fleet on one backend, started when it is first wanted.
 *
 * @param {object} options
 * @param {string} options.name of the backend
 * @param {string} options.appDir a built app
 * @param {Record<string, string>} options.env for every instance
 * @param {string} options.dir for what it keeps
 * @param {() => void} options.changed called when `describe` has something new to say
 */
export function createDeployment({ name, appDir, env, dir, changed }) {
  /** @type {DeploymentStatus} */
  let status = "absent";
  let note = "";
  /** @type {import("@tagledger/fleet").Fleet | undefined} */
  let fleet;
  /** @type {import("./backends.mjs").Ready | undefined} */
  let ready;
  /** @type {Promise<void> | undefined} */
  let starting;
  let stopped = false;
  /** @type {Map<string, string>} instance → offset of its clock */
  const skews = new Map();

  /** @param {DeploymentStatus} next @param {string} [why] */
  function enter(next, why = "") {
    status = next;
    note = why;
    changed();
  }

  async function launch() {
    enter("starting", name === "redis" ? "Starting Redis and three instances" : "Starting three instances");
    try {
      const backend = backends[name];
      if (backend === undefined) throw new Error(`there is no backend ${name}`);
      ready = await backend.open({ dir });
      fleet = await startFleet({ appDir, instances: 3, env: { ...env, ...ready.env, PLAYGROUND_BACKEND: name } });
      if (stopped) return await end();
      enter("running");
    } catch (error) {
      await end();
      enter("failed", error instanceof Error ? error.message : String(error));
    }
  }

  async function end() {
    const [runningFleet, openLedger] = [fleet, ready];
    [fleet, ready] = [undefined, undefined];
    skews.clear();
    await runningFleet?.stop();
    await openLedger?.close();
  }

  function running() {
    if (fleet === undefined || status !== "running") throw new Error(`the fleet on ${name} is ${status}`);
    return fleet;
  }

  return {
    name,
    skews,
    get status() {
      return status;
    },
    get fleet() {
      return status === "running" ? fleet : undefined;
    },
    get redis() {
      return ready?.redis;
    },
    /** Resolves when it runs or has failed; `describe` says which. */
    async start() {
      if (status === "running" || stopped) return;
      starting ??= launch().finally(() => (starting = undefined));
      await starting;
    },
    async stop() {
      stopped = true;
      await starting;
      await end();
      status = "absent";
    },
    async add() {
      if (running().instances.length >= MOST_INSTANCES)
        throw new Error(`${MOST_INSTANCES} instances are the most here`);
      await running().add();
      changed();
    },
    /** @param {string} instance */
    async remove(instance) {
      if (running().instances.length === 1) throw new Error("the last instance stays");
      skews.delete(instance);
      await running().remove(instance);
      changed();
    },
    describe() {
      return {
        name,
        status,
        note,
        redis: ready?.redis?.state ?? null,
        instances: (fleet?.instances ?? []).map((one) => ({
          name: one.name,
          state: one.state,
          skew: skews.get(one.name) ?? null,
        })),
      };
    },
  };
}

/** @typedef {ReturnType<typeof createDeployment>} Deployment */
