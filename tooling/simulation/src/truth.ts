import type { Scheduler } from "./scheduler.ts";
import type { Content } from "./next/request.ts";

/** One call of `updateTag`, `revalidateTag` or `revalidatePath`, after data was changed. */
export interface KnownInvalidation {
  readonly tags: readonly string[];
  readonly kind: "hard" | "soft";
  /** Only with `soft`. Absent: never hardens. */
  readonly expireMs?: number;
  /** The version of each tag's data that entries must have at least. */
  readonly versions: Readonly<Record<string, number>>;
  /** True time at which the data was changed. */
  readonly changedMs: number;
  /** The run of a process that made it. */
  readonly by: object;
  /**
   * `recorded`: it was acknowledged. `rejected`: the caller was told that it was not, and the process remembers it.
   * `forgotten`: acknowledged, and lost by a store that could not know.
   */
  state: "open" | "recorded" | "rejected" | "forgotten";
  /** A store that could not know has lost it while it was on its way. */
  endangered: boolean;
  /** True time at which the caller was told. */
  toldMs: number;
}

/** What somebody was given. */
export interface Answer {
  readonly what: string;
  readonly content: Content;
  readonly as: "fresh" | "stale";
  /** True time at which the request began that asked for it. */
  readonly startedMs: number;
  /** The tags of the route it was asked for on. */
  readonly pathTags: readonly string[];
  /** The run of the process that gave it. */
  readonly by: object;
  /** How many milliseconds of staleness the operator has allowed. */
  readonly slackMs: number;
  /** By how many milliseconds the process may be late to notice that time has passed. */
  readonly lateMs: number;
}

/** The data behind the caches, and what must follow from its changes. */
export interface Truth {
  read(tag: string): number;
  versionOf(tag: string): number;
  /** Changes the data of tags. @returns what is to be told about the invalidation that follows. */
  change(
    tags: readonly string[],
    kind: "hard" | "soft",
    expireSeconds: number | undefined,
    by: object,
  ): KnownInvalidation;
  readonly invalidations: readonly KnownInvalidation[];
  /** @returns what is wrong with an answer; `undefined` when nothing is. */
  wrongWith(answer: Answer): string | undefined;
}

/** Clocks of processes run by so much too fast or too slow at the most. */
export const MAX_DRIFT = 0.001;

export function createTruth(scheduler: Scheduler): Truth {
  const versions: Record<string, number> = {};
  const invalidations: KnownInvalidation[] = [];

  function isOlder({ versions: read, readMs }: Content, invalidation: KnownInvalidation, pathTags: readonly string[]) {
    return invalidation.tags.some((tag) =>
      tag.startsWith("_N_T_")
        ? pathTags.includes(tag) && readMs < invalidation.changedMs
        : (read[tag] ?? Infinity) < (invalidation.versions[tag] ?? 0),
    );
  }

  function bindsFromMs(invalidation: KnownInvalidation, by: object): number {
    if (invalidation.state === "recorded") return invalidation.toldMs;
    // Its own process keeps it as a hard mark until it is recorded.
    return invalidation.state === "rejected" && invalidation.by === by ? invalidation.toldMs : Infinity;
  }

  function hardensMs({ kind, state, toldMs, expireMs }: KnownInvalidation): number {
    if (kind === "hard" || state === "rejected") return toldMs;
    return expireMs === undefined ? Infinity : toldMs + expireMs * (1 + 3 * MAX_DRIFT) + 1;
  }

  return {
    read: (tag) => versions[tag] ?? 0,
    versionOf: (tag) => versions[tag] ?? 0,
    invalidations,
    change(tags, kind, expireSeconds, by) {
      const changed: Record<string, number> = {};
      for (const tag of tags) if (!tag.startsWith("_N_T_")) changed[tag] = versions[tag] = (versions[tag] ?? 0) + 1;
      const invalidation: KnownInvalidation = {
        tags,
        kind,
        ...(expireSeconds !== undefined && { expireMs: expireSeconds * 1000 }),
        versions: changed,
        changedMs: scheduler.nowMs,
        by,
        state: "open",
        endangered: false,
        toldMs: Infinity,
      };
      invalidations.push(invalidation);
      return invalidation;
    },
    wrongWith({ what, content, as, startedMs, pathTags, by, slackMs, lateMs }) {
      for (const invalidation of invalidations) {
        if (startedMs <= bindsFromMs(invalidation, by) + slackMs) continue;
        if (!isOlder(content, invalidation, pathTags)) continue;
        const hardens = hardensMs(invalidation) + slackMs + lateMs;
        if (as === "stale" && startedMs <= hardens) continue;
        const when = `${invalidation.kind} invalidation of ${invalidation.tags.join(", ")} told at ${invalidation.toldMs.toFixed(1)}`;
        return `${what} was served as ${as} to a request of ${startedMs.toFixed(1)} though older than the ${when}`;
      }
      return undefined;
    },
  };
}
