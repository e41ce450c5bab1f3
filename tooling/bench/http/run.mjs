import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildApp, startSource } from "@tagledger/fleet";
import { startStandalone } from "@tagledger/redis-servers";
import { LOAD_CPU, measure, messageOf } from "./measure.mjs";
import { pages as allPages } from "./pages.mjs";
import { pin } from "./pin.mjs";
import { startServer } from "./server.mjs";
import { ownSubjects, peerSubjects } from "./subjects.mjs";

const appDir = fileURLToPath(new URL("../app", import.meta.url));

/**
 * Builds the application for each subject, starts a server of each, and measures them side by side. Who cannot be built,
 * prepared or started has an error in each of its cells.
 *
 * @param {object} options
 * @param {readonly number[]} options.tags how many tags are invalidated before, for each a server
 * @param {readonly string[]} [options.pages] paths; all of them without it
 * @param {boolean} options.peers
 * @param {import("./measure.mjs").Effort} options.effort
 * @param {(line: string) => void} options.say
 */
export async function runHttp({ tags, pages: paths, peers, effort, say }) {
  const pages = allPages.filter(({ path }) => paths?.includes(path) ?? true);
  const folder = await mkdtemp(join(tmpdir(), "tagledger-bench-"));
  const source = await startSource();
  const redis = await startStandalone();
  const pinnedTo = effort.pinned ? LOAD_CPU : undefined;
  if (pinnedTo !== undefined) await pin(redis.pid, pinnedTo);
  /** @type {import("./server.mjs").Server[]} */
  const servers = [];
  /** @type {import("./subjects.mjs").Subject[]} */
  const subjects = [];
  /** @type {import("./measure.mjs").Cell[]} */
  const failed = [];
  try {
    subjects.push(...ownSubjects({ tags, redis, folder, pinnedTo }));
    if (peers) subjects.push(...(await peerSubjects({ tags, folder, pinnedTo, say })));
    const unbuilt = await buildEach(subjects, { folder, sourceUrl: source.url, say });
    for (const subject of subjects) {
      const started = performance.now();
      const name = `${subject.name}, ${subject.tags} tags`;
      try {
        if (unbuilt.has(subject.build)) throw unbuilt.get(subject.build);
        servers.push(await startFilled({ subject, runDir: folder, sourceUrl: source.url, pinned: effort.pinned }));
        say(`${name}: ready after ${Math.round(performance.now() - started)} ms`);
      } catch (error) {
        say(`${name}: ${String(error)}`);
        failed.push(...pages.map((page) => ({ subject, page, samples: [], error: messageOf(error) })));
      }
    }
    return [...(await measure({ servers, pages, source, effort, say })), ...failed];
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    await Promise.all([...new Set([redis, ...subjects.flatMap((one) => one.redis ?? [])])].map((one) => one.stop()));
    await source.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** @param {{ subject: import("./subjects.mjs").Subject, runDir: string, sourceUrl: string, pinned: boolean }} options */
async function startFilled({ subject, ...where }) {
  await subject.prepare?.();
  const server = await startServer({ subject, appDir, ...where });
  try {
    await server.fill();
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/**
 * @param {readonly import("./subjects.mjs").Subject[]} subjects
 * @param {{ folder: string, sourceUrl: string, say: (line: string) => void }} options
 * @returns {Promise<Map<string, unknown>>} why a build failed, by its name
 */
async function buildEach(subjects, { folder, sourceUrl, say }) {
  /** @type {Map<string, unknown>} */
  const unbuilt = new Map();
  for (const build of new Set(subjects.map((subject) => subject.build))) {
    const subject = subjects.find((one) => one.build === build);
    const env = {
      ...subject?.env,
      TAGLEDGER_DIR: join(folder, "build"),
      BENCH_SUBJECT: build,
      BENCH_SOURCE: sourceUrl,
    };
    try {
      const { ms } = await buildApp({ appDir, env, ...(subject?.node !== undefined && { node: subject.node }) });
      say(`built for ${build} in ${Math.round(ms / 1000)} s`);
    } catch (error) {
      unbuilt.set(build, error);
    }
  }
  return unbuilt;
}
