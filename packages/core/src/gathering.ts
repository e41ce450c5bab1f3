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
  /**
   * A question has begun.
   *
   * @returns a function to be called once, when it has its answer. If `waits`, it resolves when the questions of its
   * request that are open by then have theirs, else at once.
   */
  enter(workStore: WorkStore | undefined): (waits: boolean) => Promise<void>;
}

interface Waiter {
  readonly others: Set<object>;
  release(): void;
}

export function createGathering(clock: Clock, maxMs: number): Gathering {
  const groups = new WeakMap<WorkStore, { readonly open: Set<object>; readonly waiters: Set<Waiter> }>();

  return {
    enter(workStore) {
      if (workStore === undefined) return async () => {};
      const group = groups.get(workStore) ?? { open: new Set(), waiters: new Set() };
      groups.set(workStore, group);
      const question = {};
      group.open.add(question);
      return async (waits) => {
        group.open.delete(question);
        for (const waiter of group.waiters) {
          if (waiter.others.delete(question) && waiter.others.size === 0) waiter.release();
        }
        if (!waits || group.open.size === 0) return;
        await new Promise<void>((resolve) => {
          const release = (): void => {
            cancel();
            group.waiters.delete(waiter);
            resolve();
          };
          const cancel = clock.schedule(maxMs, release);
          const waiter: Waiter = { others: new Set(group.open), release };
          group.waiters.add(waiter);
        });
      };
    },
  };
}
