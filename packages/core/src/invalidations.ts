import { publish } from "./channels.ts";
import type { Clock } from "./clock.ts";
import { TagledgerError } from "./errors.ts";
import type { Appended, Invalidation, Position } from "./store.ts";
import { type TagId, tagId } from "./tag-id.ts";

/** Records invalidations one batch after the other, and keeps those that could not be recorded. */
export interface Invalidations {
  /**
   * @param owner the request that calls. What is recorded together with another's is not recorded alone.
   * @throws TL-NOT-RECORDED when the store did not take it. The tags are then expired in this process, and the record is
   * tried again until the store takes it.
   */
  record(invalidation: Invalidation, owner?: object): Promise<{ since: Position | undefined; appended: Appended }>;
  /** True when an entry with this tag may be older than an invalidation that the ledger does not have yet. */
  isUnrecorded(tag: TagId): boolean;
  /** True when some invalidation is still to be recorded. */
  readonly unrecorded: boolean;
  close(): void;
}

export interface InvalidationsOptions {
  readonly clock: Clock;
  readonly retryAfterMs: number;
  append(invalidations: readonly Invalidation[]): Promise<Appended>;
  position(): Position | undefined;
  /** Starts a new epoch, for when more was lost than can be kept. */
  renew(): Promise<void>;
}

/** More tags than this are not remembered one by one: the whole ledger is renewed instead. */
const MAX_UNRECORDED = 10_000;

interface Waiting {
  readonly owner: object | undefined;
  readonly invalidation: Invalidation;
  resolve(recorded: { since: Position | undefined; appended: Appended }): void;
  reject(cause: unknown): void;
}

export function createInvalidations({
  clock,
  retryAfterMs,
  append,
  position,
  renew,
}: InvalidationsOptions): Invalidations {
  let waiting: Waiting[] = [];
  let running = false;
  let closed = false;
  let cancelRetry: (() => void) | undefined;
  /** By tag, with a number for each time that recording it failed. */
  const unrecorded = new Map<TagId, { readonly tag: string; readonly attempt: number }>();
  let attempts = 0;
  let overflowed = false;
  let overflows = 0;

  /** Calls of one turn become one append: Next.js tells both kinds of handlers of the same invalidation. */
  async function flush(): Promise<void> {
    await Promise.resolve();
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      const since = position();
      const begunMs = clock.now();
      const records = distinct(batch.map(({ invalidation }) => invalidation));
      try {
        const appended = await append(records);
        for (const record of records) report(record, begunMs, appended.seq);
        for (const { owner, resolve } of batch) {
          const alone = appended.alone && batch.every((other) => other.owner === owner);
          resolve({ since, appended: { ...appended, alone } });
        }
      } catch (cause) {
        const error = new TagledgerError("TL-NOT-RECORDED", undefined, { cause });
        for (const record of records) report(record, begunMs, undefined);
        for (const { invalidation, reject } of batch) {
          keep(invalidation.tags);
          reject(error);
        }
        scheduleRetry();
      }
    }
    running = false;
  }

  function report({ tags, kind, expireSeconds }: Invalidation, begunMs: number, seq: number | undefined): void {
    publish("tagledger:invalidate", () => ({
      tags,
      kind,
      ...(expireSeconds !== undefined && { expireSeconds }),
      recorded: seq !== undefined,
      ...(seq !== undefined && { seq }),
      durationMs: clock.now() - begunMs,
    }));
  }

  function keep(tags: readonly string[]): void {
    const attempt = ++attempts;
    for (const tag of tags) unrecorded.set(tagId(tag), { tag, attempt });
    if (unrecorded.size <= MAX_UNRECORDED) return;
    unrecorded.clear();
    overflowed = true;
    overflows++;
  }

  function scheduleRetry(): void {
    if (closed || cancelRetry !== undefined) return;
    cancelRetry = clock.schedule(retryAfterMs, () => {
      cancelRetry = undefined;
      void retry();
    });
  }

  async function renewAll(): Promise<void> {
    const before = overflows;
    const begunMs = clock.now();
    await renew();
    publish("tagledger:invalidate", () => ({
      tags: [],
      kind: "hard",
      recorded: true,
      everything: true,
      durationMs: clock.now() - begunMs,
    }));
    // More may have been lost while this was on its way.
    overflowed = overflows !== before;
  }

  async function retry(): Promise<void> {
    try {
      if (overflowed) await renewAll();
      const kept = [...unrecorded.entries()];
      if (kept.length > 0) {
        const invalidation: Invalidation = { tags: kept.map(([, { tag }]) => tag), kind: "hard" };
        const begunMs = clock.now();
        const { seq } = await append([invalidation]);
        report(invalidation, begunMs, seq);
        for (const [id, { attempt }] of kept) {
          // It may have failed once more while this was on its way.
          if (unrecorded.get(id)?.attempt === attempt) unrecorded.delete(id);
        }
      }
    } catch {
      // The store is still away; the guard has reported it.
    }
    if (overflowed || unrecorded.size > 0) scheduleRetry();
  }

  return {
    record(invalidation, owner) {
      const recorded = new Promise<{ since: Position | undefined; appended: Appended }>((resolve, reject) => {
        waiting.push({ invalidation, owner, resolve, reject });
      });
      if (!running) {
        running = true;
        void flush();
      }
      return recorded;
    },
    isUnrecorded: (tag) => overflowed || unrecorded.has(tag),
    get unrecorded() {
      return overflowed || unrecorded.size > 0;
    },
    close() {
      closed = true;
      cancelRetry?.();
    },
  };
}

function distinct(invalidations: readonly Invalidation[]): Invalidation[] {
  const byContent = new Map(invalidations.map((invalidation) => [JSON.stringify(invalidation), invalidation]));
  return [...byContent.values()];
}
