import { randomUUID } from "node:crypto";
import type { Events } from "@tagledger/core";
import type { Invalidation, News, Position, Store } from "@tagledger/core/store";
import { redisStore, type RedisStoreOptions } from "../src/redis-store.ts";

type Problem = Events["tagledger:problem"];

/** Stores of one namespace, each as if it were the one of another process. */
export interface Workbench {
  readonly namespace: string;
  /** The four keys of the ledger. */
  readonly keys: { readonly head: string; readonly order: string; readonly marks: string; readonly nonces: string };
  readonly problems: Problem[];
  open(options?: Partial<RedisStoreOptions>): Store;
  close(): Promise<void>;
}

export function createWorkbench(url: () => string): Workbench {
  const namespace = `test-${randomUUID()}`;
  const ledger = `tagledger:{${namespace}}:ledger`;
  const stores: Store[] = [];
  const problems: Problem[] = [];
  return {
    namespace,
    keys: { head: `${ledger}:head`, order: `${ledger}:order`, marks: `${ledger}:marks`, nonces: `${ledger}:nonces` },
    problems,
    open(options) {
      const store = redisStore({
        namespace,
        ...(options?.client === undefined && { url: url() }),
        onProblem: (problem) => problems.push(problem),
        ...options,
      });
      stores.push(store);
      return store;
    },
    async close() {
      await Promise.all(stores.map((store) => store.close()));
    },
  };
}

export const hard = (...tags: string[]): Invalidation => ({ tags, kind: "hard" });

export const tagsOf = (news: News | undefined): string[] => (news?.marks ?? []).map(({ tag }) => tag);

export async function everything(store: Store): Promise<News> {
  return (await store.news(undefined)) as News;
}

export async function positionOf(store: Store): Promise<Position> {
  return (await everything(store)).position;
}

/** Asks again until there is an answer, since a connection that was lost is not open again at once. */
export async function eventually<Result>(ask: () => Promise<Result>, withinMs = 8000): Promise<Result> {
  const endMs = performance.now() + withinMs;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (performance.now() > endMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
