import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildApp, startSource } from "@tagledger/fleet";
import { startStandalone } from "@tagledger/redis-servers";
import { LOAD_CPU, measure } from "./measure.mjs";
import { pages as allPages } from "./pages.mjs";
import { pin } from "./pin.mjs";
import { startServer } from "./server.mjs";
import { ownSubjects, peerSubjects } from "./subjects.mjs";

const appDir = fileURLToPath(new URL("../app", import.meta.url));

/**
 * Builds the application for each subject, starts a server of each, and measures them side by side.
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
  try {
    subjects.push(...ownSubjects({ tags, redis, folder, pinnedTo }));
    if (peers) subjects.push(...(await peerSubjects({ tags, folder, pinnedTo, say })));
    await buildEach(subjects, { folder, sourceUrl: source.url, say });
    for (const subject of subjects) {
      const started = performance.now();
      await subject.prepare?.();
      const server = await startServer({
        subject,
        appDir,
        runDir: folder,
        sourceUrl: source.url,
        pinned: effort.pinned,
      });
      servers.push(server);
      await server.fill();
      say(`${server.name}: ready after ${Math.round(performance.now() - started)} ms`);
    }
    return await measure({ servers, pages, source, effort, say });
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    await Promise.all([...new Set([redis, ...subjects.flatMap((one) => one.redis ?? [])])].map((one) => one.stop()));
    await source.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * @param {readonly import("./subjects.mjs").Subject[]} subjects
 * @param {{ folder: string, sourceUrl: string, say: (line: string) => void }} options
 */
async function buildEach(subjects, { folder, sourceUrl, say }) {
  for (const build of new Set(subjects.map((subject) => subject.build))) {
    const subject = subjects.find((one) => one.build === build);
    const env = {
      ...subject?.env,
      TAGLEDGER_DIR: join(folder, "build"),
      BENCH_SUBJECT: build,
      BENCH_SOURCE: sourceUrl,
    };
    const { ms } = await buildApp({ appDir, env, ...(subject?.node !== undefined && { node: subject.node }) });
    say(`built for ${build} in ${Math.round(ms / 1000)} s`);
  }
}
