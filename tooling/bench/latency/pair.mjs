import { startInstance } from "@tagledger/fleet";
import { createClient } from "./keep-alive.mjs";

/**
 * Two servers of one subject, with a client for each.
 *
 * @param {{ subject: import("../http/subjects.mjs").Subject, appDir: string, runDir: string, sourceUrl: string, env: Record<string, string> }} options
 * `env` is added to that of the subject.
 */
export async function startPair({ subject, appDir, runDir, sourceUrl, env }) {
  const start = (/** @type {string} */ name) =>
    startInstance({
      name: `${subject.name.replace(" ", "-")}-${name}`,
      appDir,
      runDir,
      events: false,
      startTimeoutMs: 60_000,
      env: { ...subject.env, ...env, BENCH_SUBJECT: subject.build, BENCH_SOURCE: sourceUrl },
    });
  const first = await start("a");
  const second = await start("b").catch(async (/** @type {unknown} */ error) => {
    await first.stop();
    throw error;
  });
  const a = createClient(first.url);
  const b = createClient(second.url);
  return {
    a,
    b,
    urls: [first.url, second.url],
    async stop() {
      a.close();
      b.close();
      await Promise.all([first.stop(), second.stop()]);
    },
  };
}
