import type { CachedValue, NextIncrementalHandler } from "@tagledger/core";
import type { RequestScope } from "./functions.ts";
import { type Consumer, type Content, type Result, within } from "./request.ts";

const REVALIDATE_SECONDS = 900;

/**
 * `unstable_cache` of one tag's data (next@16.4.6 `server/web/spec-extension/unstable-cache.js`): what is stale is made
 * anew before a render that is stored goes on, and used as it is when that fails; else in the background.
 */
export async function readData(
  request: RequestScope,
  handler: NextIncrementalHandler,
  tag: string,
  consumer: Consumer,
): Promise<Result> {
  const { process, workStore, pathTags, startedMs } = request;
  const { clock, handle, truth } = process;
  const key = `data-${tag}`;
  const inside = <Value>(call: () => Value): Value =>
    within(process.withWorkStore ? workStore : undefined, consumer, call);

  const context = { kind: "FETCH" as const, revalidate: REVALIDATE_SECONDS, tags: [tag], softTags: [...pathTags] };
  const found = await handle("get FETCH", () => inside(() => handler.get(key, context)));
  const value = found?.value;
  const kept = value?.kind === "FETCH" ? (JSON.parse(value.data.body) as Content) : undefined;
  if (found !== null && kept !== undefined) {
    const isStale = clock.now() - found.lastModified > REVALIDATE_SECONDS * 1000;
    process.judge({ what: key, content: kept, as: isStale ? "stale" : "fresh", startedMs, pathTags });
    const isOwn = workStore.pendingRevalidatedTags.some(({ tag: own }) => own === tag || pathTags.includes(own));
    if (!isStale && !isOwn) return resultOf(kept);
    if (isStale && !isOwn && consumer === "request") {
      const pending = (workStore.pendingRevalidates ??= {});
      pending[key] ??= make().catch(() => {});
      return resultOf(kept);
    }
  }
  try {
    return await make();
  } catch (error) {
    if (kept !== undefined && consumer !== "request") return resultOf(kept);
    throw error;
  }

  async function make(): Promise<Result> {
    const begunMs = process.nowMs();
    await process.gate();
    process.readOrigin();
    const read = { versions: { [tag]: truth.read(tag) }, readMs: begunMs, begunMs };
    const content: Content = { ...read, application: process.application };
    await process.gate();
    const data = { headers: {}, body: JSON.stringify(content), status: 200, url: "" };
    const made: CachedValue = { kind: "FETCH", data, revalidate: REVALIDATE_SECONDS };
    await handle("set FETCH", () => inside(() => handler.set(key, made, { fetchCache: true, tags: [tag] })));
    return resultOf(content);
  }

  function resultOf(content: Content): Result {
    return { content, tags: [tag], timestamp: clock.now() };
  }
}
