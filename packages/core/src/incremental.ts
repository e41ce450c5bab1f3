import { createOpenQuestions } from "./asked.ts";
import { createBuilds } from "./builds.ts";
import { publish } from "./channels.ts";
import { createFetchData } from "./fetch-data.ts";
import { type Files, systemFiles } from "./files.ts";
import type {
  CachedValue,
  IncrementalGetContext,
  IncrementalHandlerOptions,
  IncrementalResult,
  IncrementalSetContext,
  NextIncrementalHandler,
  NextIncrementalHandlerClass,
} from "./next.ts";
import { awaitsExpired, honoursCacheControl } from "./next-version.ts";
import { begin, finish, miss } from "./operations.ts";
import { outside } from "./outside.ts";
import { createResponses, type ResponseContext } from "./responses.ts";
import type { Runtime } from "./runtime.ts";
import { askedNow, type HandlerInstance } from "./stored-value.ts";
import { currentConsumer, currentWorkStore } from "./work-store.ts";

export interface IncrementalHandlerFactoryOptions {
  /**
   * Which prerendered output of `next build` may answer a first request. `position` (default): what the ledger proves to
   * be still valid. `trust`: everything that no known invalidation concerns, also after the ledger was lost, when
   * nothing is known. `off`: none.
   */
  readonly seeds?: "position" | "trust" | "off";
  /** Names the application among those that share a namespace. Default: none. */
  readonly application?: string;
  /** The minor version of Next.js, which stored fetch data belongs to. */
  readonly nextVersion?: string;
  readonly files?: Files;
  /** True while `next build` runs. Default: what the runtime says. */
  readonly building?: boolean;
}

/**
 * A class for `cacheHandler` of next.config, which serves pages, route handlers, `fetch`, `unstable_cache` and images.
 * Every method settles within a bounded time. Next.js creates several instances for each request: all that is shared is
 * outside of the class.
 */
export function createIncrementalCacheHandler(
  runtime: Runtime,
  options: IncrementalHandlerFactoryOptions = {},
): NextIncrementalHandlerClass {
  const {
    seeds = "position",
    application = "",
    nextVersion = "",
    files = systemFiles,
    building = runtime.building,
  } = options;
  const builds = createBuilds(runtime, { files, application, withPosition: seeds === "position", building });
  const fetchData = createFetchData(runtime, { within: `${application}/${nextVersion}`, building });
  const responses = createResponses(runtime, {
    builds,
    files,
    seeds,
    building,
    honoursLifetimes: honoursCacheControl(nextVersion),
    awaitsExpired: awaitsExpired(nextVersion),
  });

  return class TagledgerIncrementalCache implements NextIncrementalHandler {
    readonly #instance: HandlerInstance;

    constructor({ serverDistDir = "" }: IncrementalHandlerOptions = {}) {
      const created = outside(() => askedNow(runtime));
      this.#instance = { serverDistDir, questions: createOpenQuestions(), created };
      if (building && serverDistDir !== "") outside(() => builds.note(serverDistDir));
    }

    get(key: string, context: IncrementalGetContext): Promise<IncrementalResult | null> {
      const workStore = currentWorkStore();
      const consumer = currentConsumer();
      const operation = begin("get", "incremental", context.kind);
      const result = outside(async () => {
        try {
          return context.kind === "FETCH"
            ? await fetchData.get(this.#instance, key, context, { workStore, consumer, operation })
            : await responses.get(this.#instance, key, context as ResponseContext, operation);
        } catch (cause) {
          if (operation !== undefined) miss(operation, "failed");
          reportUnexpected(cause);
          return null;
        }
      });
      return operation === undefined ? result : finish(operation, result);
    }

    set(key: string, value: CachedValue | null, context: IncrementalSetContext): Promise<void> {
      const workStore = currentWorkStore();
      const operation = begin("set", "incremental", context.fetchCache === true ? "FETCH" : context.kind);
      const result = outside(async () => {
        try {
          if (context.fetchCache === true) await fetchData.set(this.#instance, key, value, context, workStore);
          else await responses.set(this.#instance, key, value, context);
        } catch (cause) {
          reportUnexpected(cause);
        }
      });
      return operation === undefined ? result : finish(operation, result);
    }

    revalidateTag(tags: string | string[], durations?: { expire?: number }): Promise<void> {
      const workStore = currentWorkStore();
      const named = typeof tags === "string" ? [tags] : tags;
      const operation = begin("invalidate", "incremental");
      if (operation !== undefined) operation.tags = named;
      const result = outside(() => runtime.invalidate(named, durations, workStore));
      return operation === undefined ? result : finish(operation, result);
    }

    resetRequestCache(): void {}
  };
}

function reportUnexpected(cause: unknown): void {
  publish("tagledger:problem", () => ({ code: "TL-UNEXPECTED", message: "A cache handler failed.", cause }));
}
