import { manualTime, type TestTime } from "@tagledger/conformance";
import type { createTimeOffset } from "@tagledger/redis-servers";

export type TimeOffset = Awaited<ReturnType<typeof createTimeOffset>>;

/** What a call may take on a busy machine. */
const REDIS_MS = 10;

/** Time of a test, of its processes and of the servers alike, that costs nothing to let pass. */
export function redisTime(offset: TimeOffset): TestTime {
  const manual = manualTime(REDIS_MS);
  return {
    ...manual,
    async pass(ms) {
      offset.set(offset.passedMs + ms);
      await manual.pass(ms);
    },
  };
}
