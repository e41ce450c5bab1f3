import type { Clock } from "./clock.ts";
import type { WorkStore } from "./work-store.ts";

/**
 * Lets the stale answers to the parallel questions of one request come out together.
 *
 * Next.js begins to replace a stale entry as soon as it has it, while a question about another is still open. The
 * replacement could join that one, and would have to be taken for as old as what comes of it: two functions of one tag
 * would keep each other stale. Once all answers are out, the replacements ask for themselves.
 */
export interface Gathering {
  /** A question has begun. Each is followed by one `leave`. */
  enter(workStore: WorkStore | undefined): void;
  /** It has its answer. Resolves when the others of its request have theirs if `waits`, else at once. */
  leave(workStore: WorkStore | undefined, waits: boolean): Promise<void>;
}

export function createGathering(clock: Clock, maxMs: number): Gathering {
  const groups = new WeakMap<WorkStore, { open: number; waiting: (() => void)[] }>();
  return {
    enter(workStore) {
      if (workStore === undefined) return;
      const group = groups.get(workStore) ?? { open: 0, waiting: [] };
      group.open++;
      groups.set(workStore, group);
    },
    async leave(workStore, waits) {
      const group = workStore && groups.get(workStore);
      if (group === undefined) return;
      group.open--;
      if (group.open === 0) {
        for (const release of group.waiting.splice(0)) release();
      } else if (waits) {
        await new Promise<void>((resolve) => {
          const cancel = clock.schedule(maxMs, resolve);
          group.waiting.push(() => {
            cancel();
            resolve();
          });
        });
      }
    },
  };
}
