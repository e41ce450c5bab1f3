import type { History } from "../history.ts";
import type { Plan } from "../plan.ts";
import { createProcessClock } from "../process-clock.ts";
import type { SeededRandom } from "../random.ts";
import { memoryServer } from "./memory.ts";
import { redisFleet } from "./redis.ts";
import type { SimulatedStore } from "./simulated-store.ts";

/** Opens the store that a plan names. */
export function openStore(history: History, plan: Plan, random: SeededRandom): SimulatedStore {
  const { scheduler, product } = history;
  const silenceMs = plan.deadlineMs * 3;
  if (plan.store === "redis") {
    return redisFleet({ scheduler, product, random: random.fork("store"), maxMarks: plan.maxMarks, silenceMs });
  }
  const clock = createProcessClock(scheduler, { skewMs: random.between(-1e6, 1e6), rate: 1 });
  return memoryServer({
    scheduler,
    product,
    random: random.fork("store"),
    clock,
    maxMarks: plan.maxMarks,
    silenceMs,
  });
}
