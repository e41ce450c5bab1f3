import { manualTime, type TestTime, type Work } from "@tagledger/conformance";
import type { createTimeOffset } from "@tagledger/redis-servers";

export type TimeOffset = Awaited<ReturnType<typeof createTimeOffset>>;

/** Time of a test, of its processes and of the servers alike, that costs nothing to let pass. */
export function redisTime(offset: TimeOffset, work: Work): TestTime {
  const manual = manualTime(work.idle);
  return {
    ...manual,
    async pass(ms) {
      offset.set(offset.passedMs + ms);
      await manual.pass(ms);
    },
  };
}
