/** An invalidation that was reported as recorded: from then on, what carries the tag is at least as new as the version. */
export interface Completion {
  readonly tag: string;
  readonly version: number;
  readonly completedMs: number;
}

/** An answer with data of a tag. The version is `NaN` where it had none. */
export interface Observation {
  readonly tag: string;
  readonly version: number;
  readonly startedMs: number;
  /** Where it came from, for the message of a failed test. */
  readonly origin: string;
}

export interface Violation extends Observation {
  /** What it had to show at least. */
  readonly least: number;
}

/**
 * Compares every answer with what had been invalidated before its request began. All moments are of one clock, that of
 * whoever sends the requests: an invalidation is completed when its answer has arrived, a request begins before it is
 * sent. So whatever is found is wrong, whichever way the network delayed.
 */
export interface ConsistencyChecker {
  completed(completion: Completion): void;
  answered(observation: Observation): void;
  violations(): Violation[];
}

export function createConsistencyChecker(): ConsistencyChecker {
  const completions: Completion[] = [];
  const observations: Observation[] = [];

  /** For each tag what had to be shown from which moment on, in the order of time. */
  function demands(): Map<string, { fromMs: number; least: number }[]> {
    const byTag = new Map<string, { fromMs: number; least: number }[]>();
    for (const { tag, version, completedMs } of completions.toSorted((a, b) => a.completedMs - b.completedMs)) {
      const earlier = byTag.get(tag) ?? [];
      // Of two that ran at once the older may complete last, and takes nothing back.
      earlier.push({ fromMs: completedMs, least: Math.max(version, earlier.at(-1)?.least ?? 0) });
      byTag.set(tag, earlier);
    }
    return byTag;
  }

  return {
    completed: (completion) => void completions.push(completion),
    answered: (observation) => void observations.push(observation),
    violations() {
      const byTag = demands();
      return observations.flatMap((observation) => {
        const demand = byTag.get(observation.tag)?.findLast(({ fromMs }) => fromMs < observation.startedMs);
        const least = demand?.least ?? 0;
        return observation.version >= least ? [] : [{ ...observation, least }];
      });
    },
  };
}
