import { type CachedFunction, ROUTES, SERVER_DIST_DIR } from "../app.ts";
import type { Host } from "../host.ts";
import type { KnownInvalidation } from "../truth.ts";
import { readData } from "./data.ts";
import { createFunctions, type RequestScope } from "./functions.ts";
import type { WorkStore } from "./request.ts";
import { createResponses, type Responses } from "./responses.ts";

export interface Change {
  readonly tags: readonly string[];
  readonly kind: "hard" | "soft";
  /** Only with `soft`. */
  readonly expireSeconds?: number;
}

/** One process of Next.js, as far as it decides what handlers are asked and what becomes of their answers. */
export interface Next {
  readonly responses: Responses;
  /** A request to a dynamic route: calls functions, one after the other or all at once, and reads data. */
  dynamic(functions: readonly CachedFunction[], data: readonly string[], atOnce: boolean): Promise<void>;
  /** A Server Action: reads, changes data, invalidates, and renders again what it then reads. */
  action(change: Change, before: readonly CachedFunction[], after: readonly CachedFunction[]): Promise<void>;
  /** A Route Handler or a script: changes data and invalidates. */
  webhook(change: Change): Promise<void>;
  /** Ends when nothing is made in the background any more. */
  settled(): Promise<void>;
}

export function createNext(process: Host): Next {
  const functions = createFunctions(process);
  const responses = createResponses(process, functions);
  const { clock, truth, handle } = process;

  function begin(pathTags: readonly string[]): RequestScope {
    const workStore: WorkStore = {
      requestStartTime: clock.now(),
      isOnDemandRevalidate: false,
      isDraftMode: false,
      incrementalCache: { isOnDemandRevalidate: false },
      pendingRevalidatedTags: [],
    };
    return { process, workStore, startedMs: process.nowMs(), pathTags };
  }

  async function read(request: RequestScope, called: readonly CachedFunction[], atOnce: boolean): Promise<void> {
    if (atOnce) {
      await Promise.all(called.map((fn) => functions.call(request, fn, "request")));
      return;
    }
    for (const fn of called) {
      await process.gate();
      await functions.call(request, fn, "request");
    }
  }

  /** Both kinds of handlers are told at once (next@16.4.6 `server/revalidation-utils.js`). */
  async function invalidate(
    { tags, kind, expireSeconds }: Change,
    invalidation: KnownInvalidation,
    workStore: WorkStore | undefined,
  ): Promise<void> {
    const durations = kind === "hard" ? undefined : expireSeconds === undefined ? {} : { expire: expireSeconds };
    const handler = new process.IncrementalCache({ dev: false, serverDistDir: SERVER_DIST_DIR });
    try {
      await process.within(workStore, () =>
        Promise.all([
          handle("updateTags", () => process.useCache.updateTags([...tags], durations)),
          handle("revalidateTag", () => handler.revalidateTag([...tags], durations)),
        ]),
      );
      invalidation.state = invalidation.endangered ? "forgotten" : "recorded";
    } catch {
      invalidation.state = "rejected";
    }
    invalidation.toldMs = process.nowMs();
    process.note(() => `${invalidation.state} ${kind} ${tags.join(" ")}`);
  }

  return {
    responses,
    async dynamic(called, data, atOnce) {
      const request = begin(["_N_T_/layout", "_N_T_/dynamic/page", "_N_T_/dynamic"]);
      await read(request, called, atOnce);
      if (data.length === 0) return;
      const handler = new process.IncrementalCache({ dev: false, serverDistDir: SERVER_DIST_DIR });
      if (atOnce) {
        const readOne = async (tag: string): Promise<void> => {
          await process.gate();
          await readData(request, handler, tag, "request");
        };
        await Promise.all(data.map(readOne));
      } else for (const tag of data) await readData(request, handler, tag, "request");
      await Promise.all(Object.values(request.workStore.pendingRevalidates ?? {}));
    },
    async action(change, before, after) {
      const request = begin(ROUTES[0]?.pathTags ?? []);
      await read(request, before, false);
      const invalidation = truth.change(change.tags, change.kind, change.expireSeconds, process);
      await process.gate();
      for (const tag of change.tags) {
        request.workStore.pendingRevalidatedTags.push({ tag, revalidatedAt: clock.now() });
      }
      await invalidate(change, invalidation, request.workStore);
      // Where it is not recorded, Next.js answers with an error.
      if (invalidation.state === "recorded") await read(request, after, true);
    },
    async webhook(change) {
      const invalidation = truth.change(change.tags, change.kind, change.expireSeconds, process);
      await process.gate();
      await invalidate(change, invalidation, begin([]).workStore);
    },
    async settled() {
      while (functions.background.size + responses.background.size > 0) {
        await Promise.all([...functions.background, ...responses.background]);
      }
    },
  };
}
