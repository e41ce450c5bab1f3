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
import { ownSubjects } from "./subjects.mjs";

const appDir = fileURLToPath(new URL("../app", import.meta.url));

/**
 * Builds the application for each subject, starts a server of each, and measures them side by side.
 *
 * @param {object} options
 * @param {readonly number[]} options.tags how many tags are invalidated before, for each a server
 * @param {readonly string[]} [options.pages] paths; all of them without it
 * @param {readonly string[]} [options.only] names of subjects besides the built-in cache; all of them without it
 * @param {{ rounds: number, seconds: number, warmUpSeconds: number, connections: number, pinned: boolean }} options.effort
 * @param {(line: string) => void} options.say
 */
export async function runHttp({ tags, pages: paths, only, effort, say }) {
  const pages = allPages.filter(({ path }) => paths?.includes(path) ?? true);
  const folder = await mkdtemp(join(tmpdir(), "tagledger-bench-"));
  const source = await startSource();
  const redis = await startStandalone();
  if (effort.pinned) await pin(redis.pid, LOAD_CPU);
  /** @type {import("./server.mjs").Server[]} */
  const servers = [];
  try {
    const subjects = ownSubjects({ tags, redisUrl: redis.url, folder }).filter(
      ({ name, build }) => build === "builtin" || (only?.includes(name) ?? true),
    );
    for (const build of new Set(subjects.map((subject) => subject.build))) {
      const env = { BENCH_SUBJECT: build, BENCH_SOURCE: source.url, TAGLEDGER_DIR: join(folder, "build") };
      const { ms } = await buildApp({ appDir, env });
      say(`built for ${build} in ${Math.round(ms / 1000)} s`);
    }
    for (const subject of subjects) {
      const server = await startServer({
        subject,
        appDir,
        runDir: folder,
        sourceUrl: source.url,
        pinned: effort.pinned,
      });
      servers.push(server);
      const started = performance.now();
      await server.fill();
      say(`${server.name}: ready, ${Math.round(performance.now() - started)} ms for its tags`);
    }
    return await measure({ servers, pages, source, redis, effort, say });
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    await redis.stop();
    await source.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
