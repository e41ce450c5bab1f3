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
let loading: Promise<NextIncrementalHandlerClass> | undefined;
if (process.env.NEXT_RUNTIME !== "edge") {
  loading = import("./incremental-node.ts").then(({ IncrementalHandler }) => {
    Handler = IncrementalHandler;
    return IncrementalHandler;
  });
  // Reported by the first call that waits for it.
  loading.catch(() => {});
}

/** For `cacheHandler` of next.config. Configured by `TAGLEDGER_*`. */
export default class TagledgerIncrementalCache implements NextIncrementalHandler {
  readonly #options: IncrementalHandlerOptions;
  #handler: NextIncrementalHandler | undefined;

  constructor(options: IncrementalHandlerOptions) {
    this.#options = options;
    if (Handler !== undefined) this.#handler = new Handler(options);
  }

  async get(key: string, context: IncrementalGetContext): Promise<IncrementalResult | null> {
    const handler = this.#handler ?? (await this.#load());
    return handler === undefined ? null : handler.get(key, context);
  }

  async set(key: string, value: CachedValue | null, context: IncrementalSetContext): Promise<void> {
    // An instance that is older than its handler does not know what the ledger was when its work began.
    await this.#handler?.set(key, value, context);
  }

  revalidateTag(tags: string | string[], durations?: { expire?: number }): Promise<void> {
    // Without waiting first: the handlers of both kinds are told in one turn, which makes it one record.
    return this.#handler === undefined ? this.#revalidateLate(tags, durations) : this.#handler.revalidateTag(tags, durations);
  }

  resetRequestCache(): void {}

  async #revalidateLate(tags: string | string[], durations?: { expire?: number }): Promise<void> {
    const handler = await this.#load();
    if (handler === undefined) throw new TagledgerError("TL-EDGE");
    await handler.revalidateTag(tags, durations);
  }

  async #load(): Promise<NextIncrementalHandler | undefined> {
    if (loading === undefined) return undefined;
    const Loaded = await loading;
    return new Loaded(this.#options);
  }
}
