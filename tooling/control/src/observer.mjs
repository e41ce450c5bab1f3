import { createFloors } from "./floors.mjs";
import { follow } from "./follow.mjs";
import { machineNow } from "./now.mjs";
import { createStamps } from "./stamps.mjs";
import { topicsOf } from "./topics.mjs";

/**
 * One surface of one instance, as a visitor got it.
 *
 * @typedef {object} Cell
 * @property {string} name
 * @property {number} version
 * @property {string} madeBy
 * @property {number} ageMs
 * @property {"HIT" | "STALE" | "MISS"} cache
 * @property {import("./floors.mjs").State} state
 * @property {string} [error]
 *
 * @typedef {import("@tagledger/fleet").FleetEvent & { fleet: string, topics?: string[] }} SeenEvent
 */

/**
 * Watches one fleet: what its processes report, and what its instances answer.
 *
 * @param {object} options
 * @param {import("./deployment.mjs").Deployment} options.deployment
 * @param {import("@tagledger/fleet").Source} options.source
 */
export function createObserver({ deployment, source }) {
  const floors = createFloors(source.version);
  const stamps = createStamps();
  /** @type {Map<string, ReturnType<typeof follow>>} by file */
  const followers = new Map();
  /** @type {import("./topics.mjs").Surface[]} */
  let surfaces = [];

  /**
   * Takes note of what an event forbids. On Next.js' own cache the call is all there is.
   *
   * @param {SeenEvent} event
   * @returns {SeenEvent}
   */
  function noted(event) {
    const { tags = [], kind, recorded, expireSeconds } = /** @type {any} */ (event.message);
    const topics = tags.length > 0 ? topicsOf(tags, surfaces) : [];
    const isInvalidation = event.channel === "tagledger:invalidate" && recorded === true;
    const isCall = event.channel === "app:call" && deployment.name === "builtin";
    if (isInvalidation || (isCall && kind !== "publish")) {
      floors.invalidate(topics, {
        kind,
        at: machineNow(),
        ...(typeof expireSeconds === "number" && { expireSeconds }),
      });
    }
    return { ...event, topics };
  }

  /**
   * @param {import("@tagledger/fleet").Instance} instance
   * @returns {Promise<{ cells: Cell[] } | { problem: string }>}
   */
  async function ask(instance) {
    if (instance.state !== "running") return { problem: instance.state };
    const askedAt = machineNow();
    const askedMs = Date.now();
    try {
      const response = await instance.fetch("/api/surfaces", { signal: AbortSignal.timeout(8_000) });
      if (!response.ok) throw new Error(`answered ${response.status}`);
      const report = /** @type {{ surfaces: any[] }} */ (await response.json());
      surfaces = report.surfaces.map(({ name, path, tagged }) => ({ name, path, tagged }));
      return { cells: report.surfaces.map((one) => cell(one, instance.name, askedAt, askedMs)) };
    } catch (error) {
      // It may have been ended meanwhile.
      return { problem: instance.state === "running" ? said(error) : instance.state };
    }
  }

  /**
   * @param {any} one
   * @param {string} instance
   * @param {number} askedAt
   * @param {number} askedMs
   * @returns {Cell}
   */
  function cell({ name, version, madeBy, madeAt, cache, error }, instance, askedAt, askedMs) {
    if (error !== undefined) {
      return {
        name,
        version: 0,
        madeBy: "",
        ageMs: 0,
        cache: "MISS",
        state: "fresh",
        error: String(error).slice(0, 200),
      };
    }
    const isSkewed = deployment.skews.has(madeBy);
    const { ageMs, isNew } = stamps.see(name, { version, madeBy, madeAt }, Date.now(), !isSkewed);
    const state = floors.judge(name, version, askedAt);
    // Next.js says nothing about what is put together for each request: then the value itself tells.
    const isMade = isNew && madeBy === instance && (isSkewed || madeAt === null || Date.parse(madeAt) >= askedMs);
    const derived = isMade ? "MISS" : state === "stale" ? "STALE" : "HIT";
    return { name, version, madeBy, ageMs, cache: words[cache] ?? derived, state };
  }

  return {
    floors,
    get surfaces() {
      return surfaces;
    },
    /** @returns {Promise<SeenEvent[]>} what was reported since the last call, in order */
    async events() {
      const instances = deployment.fleet?.instances ?? [];
      const batches = await Promise.all(
        instances.map(({ eventsFile }) => {
          const next = followers.get(eventsFile) ?? follow(eventsFile);
          followers.set(eventsFile, next);
          return next();
        }),
      );
      /** @type {SeenEvent[]} */
      const seen = batches.flat().map((event) => Object.assign(event, { fleet: deployment.name }));
      // `proxy.ts` carries the handlers of the build in its bundle and opens them; on the built-in cache nothing uses them.
      if (deployment.name === "builtin") return seen.filter(({ channel }) => channel === "app:call").map(noted);
      seen.sort((left, right) => left.at - right.at);
      return seen.map(noted);
    },
    /** What every instance answers now, by its name. */
    async read() {
      const instances = deployment.fleet?.instances ?? [];
      const answers = await Promise.all(
        instances.map(async (one) => /** @type {const} */ ([one.name, await ask(one)])),
      );
      return Object.fromEntries(answers);
    },
  };
}

/** @typedef {ReturnType<typeof createObserver>} Observer */

/** @param {unknown} error */
function said(error) {
  if (!(error instanceof Error)) return String(error);
  return error.name === "TimeoutError" ? "no answer within 8 s" : error.message;
}

/**
 * Next.js' own words for what came of a request, in three.
 *
 * @type {Readonly<Record<string, Cell["cache"]>>}
 */
const words = { HIT: "HIT", PRERENDER: "HIT", STALE: "STALE", MISS: "MISS", REVALIDATED: "MISS" };
