import { startInstance } from "@tagledger/fleet";

/** The load and Redis are on the other core, where there is one. */
export const SERVER_CPU = 0;

/** As many tags as one request invalidates when there are many: Next.js looks at all of a request for each. */
const TAGS_PER_CALL = 1000;

/** Who needs longer for one answer has failed. */
const ANSWER_MS = 20_000;

/** How many times a page is asked for at most until it shows a new version. */
const ATTEMPTS = 20;

/**
 * A server of one subject.
 *
 * @param {{ subject: import("./subjects.mjs").Subject, appDir: string, runDir: string, sourceUrl: string, pinned: boolean }} options
 */
export async function startServer({ subject, appDir, runDir, sourceUrl, pinned }) {
  const name = `${subject.name}, ${subject.tags} tags`;
  const instance = await startInstance({
    name: name.replaceAll(/[^a-z\d]+/gi, "-"),
    appDir,
    runDir,
    events: false,
    startTimeoutMs: 60_000,
    env: { ...subject.env, BENCH_SUBJECT: subject.build, BENCH_SOURCE: sourceUrl },
    ...(subject.node !== undefined && { node: subject.node }),
    ...(pinned && { cpu: SERVER_CPU }),
  });

  /**
   * @param {string} path
   * @param {RequestInit} [init]
   */
  async function ask(path, init) {
    try {
      return await instance.fetch(path, { ...init, signal: AbortSignal.timeout(ANSWER_MS) });
    } catch (error) {
      if (error instanceof Error && error.name === "TimeoutError") {
        throw new Error(`${path} was not answered within ${ANSWER_MS / 1000} s`, { cause: error });
      }
      throw error;
    }
  }

  /** @param {readonly string[]} tags */
  async function invalidate(tags) {
    const response = await ask("/invalidate", { method: "POST", body: JSON.stringify({ tags }) });
    if (!response.ok)
      throw new Error(`${name}: the invalidation was answered ${response.status}\n${instance.logTail()}`);
    await response.arrayBuffer();
  }

  return {
    subject,
    name,
    url: instance.url,
    pid: instance.pid,
    stop: instance.stop,
    logTail: instance.logTail,
    invalidate,
    /** Invalidates as many tags that no page has as the subject says, unless that was done before the server started. */
    async fill() {
      if (subject.prepare !== undefined) return;
      for (let from = 0; from < subject.tags; from += TAGS_PER_CALL) {
        const count = Math.min(TAGS_PER_CALL, subject.tags - from);
        await invalidate(Array.from({ length: count }, (_, index) => `filler-${from + index}`));
      }
    },
    /**
     * Asks for a page until it shows nothing but a version: a stale answer after a hard invalidation is an error of the
     * one that is measured, and so is a page that never gets there.
     *
     * @param {string} path
     * @param {number} version
     */
    async show(path, version) {
      let seen = "";
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const body = await (await ask(path)).text();
        seen = [...new Set(Array.from(body.matchAll(/~v=(\d+)~/g), ([, found]) => found))].join(" and ");
        if (seen === String(version)) return attempt;
      }
      throw new Error(`${name}: ${path} shows version ${seen || "none"} and not ${version} after ${ATTEMPTS} requests`);
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof startServer>>} Server */
