import { wrk } from "../http/wrk.mjs";

/** A page of which nothing changes: every answer shows the first version. */
const PATH = "/api/one";
const VERSION = 1;

/**
 * Keeps servers busy until it is stopped.
 *
 * @param {readonly string[]} urls
 * @param {{ connections: number, seconds: number }} options of each run of wrk, one after the other
 */
export function startLoad(urls, { connections, seconds }) {
  let isOver = false;
  const running = urls.map(keepBusy);
  // Whoever stops it is told; a failure must not end the process before.
  for (const one of running) one.catch(() => {});

  /** @param {string} url */
  async function keepBusy(url) {
    const loads = [];
    while (!isOver) loads.push(await wrk({ url: url + PATH, version: VERSION, seconds, connections, cpu: undefined }));
    return loads;
  }

  return {
    /**
     * @returns {Promise<number>} requests per second of all servers together.
     * @throws when an answer was wrong or did not come.
     */
    async stop() {
      isOver = true;
      const perServer = await Promise.all(running);
      const loads = perServer.flat();
      const bad = loads.find(({ wrong, errors }) => wrong > 0 || errors > 0);
      if (bad !== undefined) throw new Error(`${bad.wrong} wrong answers and ${bad.errors} errors: ${bad.example}`);
      return perServer
        .map((ofServer) => sum(ofServer, ({ requests }) => requests) / sum(ofServer, (load) => load.seconds))
        .reduce((total, perSecond) => total + perSecond, 0);
    },
  };
}

/**
 * @param {readonly import("../http/wrk.mjs").Load[]} loads
 * @param {(load: import("../http/wrk.mjs").Load) => number} of
 */
function sum(loads, of) {
  return loads.reduce((total, load) => total + of(load), 0);
}
