import { median, spread } from "../statistics.mjs";
import { cpuSeconds } from "./cpu-time.mjs";
import { becomesIdle } from "./idle.mjs";
import { readCounts } from "./redis-counts.mjs";
import { wrk } from "./wrk.mjs";

/** The load and Redis, away from the servers. */
export const LOAD_CPU = 1;

/**
 * @typedef {object} Effort
 * @property {number} rounds that count
 * @property {number} seconds whole, that each server is asked for each page in a round
 * @property {number} warmUpSeconds the same in the round before, which does not count; 0 for no such round
 * @property {number} connections of the load
 * @property {boolean} pinned whether servers, and load and Redis, have a core each
 * @property {number} patienceMs for which a server may stay busy with what it was asked
 *
 * @typedef {object} Sample
 * @property {number} perSecond
 * @property {number} cpuMs of the server, per request
 * @property {number} commands at Redis, per request
 * @property {number} bytes to and from Redis, per request
 * @property {import("./wrk.mjs").Load} load
 */

/**
 * @typedef {object} Cell
 * @property {import("./subjects.mjs").Subject} subject
 * @property {import("./pages.mjs").Page} page
 * @property {Sample[]} samples
 * @property {string} [error] why it has none, or no more
 */

/**
 * Every server in turn, page by page, in the opposite order in every other round: what the machine does meanwhile meets
 * all of them. Each round begins with an invalidation, so that what is measured is a cache that works.
 *
 * @param {object} options
 * @param {readonly import("./server.mjs").Server[]} options.servers
 * @param {readonly import("./pages.mjs").Page[]} options.pages
 * @param {import("@tagledger/fleet").Source} options.source
 * @param {Effort} options.effort
 * @param {(line: string) => void} options.say
 * @returns {Promise<Cell[]>}
 */
export async function measure({ servers, pages, source, effort, say }) {
  /** @type {(Cell & { server: import("./server.mjs").Server })[]} */
  const cells = servers.flatMap((server) =>
    pages.map((page) => ({ server, subject: server.subject, page, samples: [] })),
  );

  /**
   * @param {typeof cells[number]} cell
   * @param {number} version
   * @param {number} seconds
   */
  async function sample({ server, page, samples }, version, seconds) {
    await server.show(page.path, version);
    // The page that showed it first may have been the one that was rendered anew.
    await server.show(page.path, version);
    const before = await readUse(server);
    const cpu = effort.pinned ? LOAD_CPU : undefined;
    const load = await wrk({ url: server.url + page.path, version, seconds, connections: effort.connections, cpu });
    const after = await readUse(server);
    // What it was asked and had no time for would be paid for by the next one.
    if (load.requests < effort.connections) await becomesIdle(server, effort.patienceMs);
    if (load.wrong > 0 || load.errors > 0) {
      throw new Error(`${load.wrong} wrong answers and ${load.errors} errors in ${load.requests}: ${load.example}`);
    }
    samples.push({
      perSecond: load.requests / load.seconds,
      cpuMs: ((after.cpu - before.cpu) * 1000) / load.requests,
      commands: (after.redis.commands - before.redis.commands) / load.requests,
      bytes: (after.redis.bytes - before.redis.bytes) / load.requests,
      load,
    });
  }

  /** @param {typeof cells[number]} cell of a server that would keep a core from the others */
  async function giveUp({ server, error }) {
    for (const other of cells) {
      if (other.server === server) other.error ??= `stopped, since it stayed busy after an error: ${error}`;
    }
    await server.stop();
  }

  for (let round = 0; round <= effort.rounds; round++) {
    for (const page of pages) {
      const versions = page.topics.map((topic) => source.publish(topic));
      const [version = 0] = versions;
      if (versions.some((other) => other !== version))
        throw new Error(`the topics of ${page.path} are at ${versions.join()}`);
      const ofPage = cells.filter((cell) => cell.page === page && cell.error === undefined);
      for (const cell of round % 2 === 0 ? ofPage : ofPage.toReversed()) {
        try {
          await cell.server.invalidate(page.topics);
          const seconds = round === 0 ? effort.warmUpSeconds : effort.seconds;
          if (seconds > 0) await sample(cell, version, seconds);
          if (round === 0) cell.samples.pop();
        } catch (error) {
          cell.error = messageOf(error);
          say(`${cell.server.name}, ${page.title}: ${cell.error}`);
          if (!(await becomesIdle(cell.server, effort.patienceMs))) await giveUp(cell);
        }
      }
    }
    say(round === 0 ? "warmed up" : `round ${round} of ${effort.rounds}`);
  }
  return cells;
}

/**
 * @param {unknown} error
 * @returns {string} one line: what follows in a message is the output of a program.
 */
export function messageOf(error) {
  const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
  return line;
}

/** @param {import("./server.mjs").Server} server */
async function readUse({ pid, subject: { redis } }) {
  return {
    cpu: await cpuSeconds(pid ?? 0),
    redis: redis ? await readCounts(redis) : { commands: Number.NaN, bytes: Number.NaN },
  };
}

/** @param {Cell} cell */
export function summary({ samples }) {
  const of = (/** @type {keyof Omit<Sample, "load">} */ name) => samples.map((sample) => sample[name]);
  return {
    perSecond: median(of("perSecond")),
    spread: spread(of("perSecond")),
    cpuMs: median(of("cpuMs")),
    commands: median(of("commands")),
    bytes: median(of("bytes")),
    p99Ms: median(samples.map(({ load }) => load.p99Us / 1000)),
  };
}
