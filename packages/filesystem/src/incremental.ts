import type {
  CachedValue,
  IncrementalGetContext,
  IncrementalHandlerOptions,
  IncrementalResult,
  IncrementalSetContext,
  NextIncrementalHandler,
  NextIncrementalHandlerClass,
} from "@tagledger/core";
import { TagledgerError } from "@tagledger/core/errors";

/*
 * Next.js also bundles this module for edge routes, where there is no file system: whatever needs one is imported only
 * elsewhere. The bundler replaces the variable, which must therefore be written exactly like this.
 */
let Handler: NextIncrementalHandlerClass | undefined;
if (process.env.NEXT_RUNTIME !== "edge") {
  ({ IncrementalHandler: Handler } = await import("./incremental-node.ts"));
}

/** For `cacheHandler` of next.config. Configured by `TAGLEDGER_*`. In the edge runtime it caches nothing. */
export default class TagledgerIncrementalCache implements NextIncrementalHandler {
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
}
