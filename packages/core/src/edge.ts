import { TagledgerError } from "./errors.ts";
import type {
  CachedValue,
  IncrementalGetContext,
  IncrementalHandlerOptions,
  IncrementalResult,
  IncrementalSetContext,
  NextIncrementalHandler,
  NextIncrementalHandlerClass,
} from "./next.ts";

export type { NextIncrementalHandlerClass } from "./next.ts";

/*
 * Next.js bundles the module of `cacheHandler` for edge routes too, where there is nothing of Node.js: neither this file
 * nor what it imports may import any of it.
 */

/**
 * The class for `cacheHandler` of next.config in every runtime.
 *
 * @param Handler the one of Node.js; `undefined` in the edge runtime, where nothing is cached and an invalidation is
 * refused with TL-EDGE.
 */
export function edgeSafe(Handler: NextIncrementalHandlerClass | undefined): NextIncrementalHandlerClass {
  return class TagledgerIncrementalCache implements NextIncrementalHandler {
    readonly #handler: NextIncrementalHandler | undefined;

    constructor(options: IncrementalHandlerOptions) {
      this.#handler = Handler && new Handler(options);
    }

    async get(key: string, context: IncrementalGetContext): Promise<IncrementalResult | null> {
      return this.#handler === undefined ? null : this.#handler.get(key, context);
    }

    async set(key: string, value: CachedValue | null, context: IncrementalSetContext): Promise<void> {
      await this.#handler?.set(key, value, context);
    }

    async revalidateTag(tags: string | string[], durations?: { expire?: number }): Promise<void> {
      if (this.#handler === undefined) throw new TagledgerError("TL-EDGE");
      await this.#handler.revalidateTag(tags, durations);
    }

    resetRequestCache(): void {}
  };
}
