import { createRuntime } from "@tagledger/core";
import { redisStore } from "@tagledger/redis";
import { createHistogram } from "./histogram.mjs";
import { tagOfNow, uptimeMs } from "./tag.mjs";
import { untilProven } from "./until-proven.mjs";

/** How often it is looked whether invalidations are due: they come one by one or in small groups. */
const EVERY_MS = 2;

/**
 * One process that invalidates a new tag so many times a second, whether the earlier ones are recorded or not.
 *
 * @param {{ url: string, namespace: string, load: import("./load.mjs").Load }} options
 */
export async function invalidateSteadily({ url, namespace, load }) {
  const runtime = createRuntime({ store: redisStore({ url, namespace, library: load.library }), nearBytes: 0 });
  await untilProven(runtime);
  const recorded = createHistogram();
  let failed = 0;
  let called = 0;
  const begunMs = uptimeMs();

  /** @param {string} tag */
  async function invalidate(tag) {
    const calledMs = uptimeMs();
    try {
      await runtime.invalidate([tag]);
      recorded.add(uptimeMs() - calledMs);
    } catch {
      failed++;
    }
  }

  const timer = setInterval(() => {
    const due = ((uptimeMs() - begunMs) / 1000) * load.invalidationsPerSecond;
    while (called < due) void invalidate(tagOfNow(called++));
  }, EVERY_MS);

  return {
    /** Ends it and tells how long the calls took. */
    async stop() {
      clearInterval(timer);
      await runtime.close();
      return { recorded: recorded.counts(), failed };
    },
  };
}
