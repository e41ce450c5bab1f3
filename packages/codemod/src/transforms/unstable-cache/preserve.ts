import { isFunction } from "../../scope.ts";
import { nodeOf } from "./names.ts";
import { type Refusal, refuse } from "./refusal.ts";
import type { Settings } from "./settings.ts";
import type { Site } from "./site.ts";
import { escapingThrows } from "./throws.ts";

const DAY_SECONDS = 86_400;

/** What is right for most, and still not the same: `--mode preserve` leaves it. */
export function refuseToPreserve({ fn, target }: Site, { revalidateSeconds }: Settings): Refusal | undefined {
  const body = isFunction(nodeOf(fn)) ? fn : target?.path;
  if (body !== undefined && isFunction(nodeOf(body)) && escapingThrows(body).length > 0) {
    return refuse(
      "throws-error",
      "The cached function throws; callers would get a redacted Error, and a prerender fails.",
    );
  }
  if (revalidateSeconds < DAY_SECONDS) return undefined;
  const life = revalidateSeconds === Infinity ? "until it is invalidated" : "for a day or longer";
  return refuse(
    "lives-across-deployments",
    `An entry lives ${life}; with 'use cache' it also ends at the next deployment.`,
  );
}
