import type { SeenEvent } from "./event-store";
import { type Lesson, lessons } from "./lessons";

/** An entry that was found to be invalidated, or not there any more. */
export interface Hit {
  readonly id: number;
  readonly instance: string;
  readonly verdict: string;
  readonly kind: string;
  readonly key: string;
  readonly tags: readonly string[];
  readonly afterMs: number;
}

export interface Invalidation {
  readonly event: SeenEvent;
  readonly tags: readonly string[];
  readonly kind: "hard" | "soft";
  readonly seq: number | undefined;
  /** What the app called, when this instance reported it shortly before. */
  readonly call: string;
  readonly lessons: readonly Lesson[];
  readonly hits: readonly Hit[];
}

const mostHits = 40;

/** What became of an invalidation: who learned of it, and which entries were refused because of it. */
export function traceInvalidation(event: SeenEvent, events: readonly SeenEvent[]): Invalidation {
  const { tags, kind, seq } = event.message as { tags: readonly string[]; kind: "hard" | "soft"; seq?: number };
  const call = events.findLast(
    ({ channel, fleet, instance, at }) =>
      channel === "app:call" && fleet === event.fleet && instance === event.instance && at <= event.at,
  );
  return {
    event,
    tags,
    kind,
    seq,
    call: (call?.message.call as string | undefined) ?? "invalidate",
    lessons: lessons(event, events),
    hits: hitsOf(event, tags, events),
  };
}

function hitsOf(event: SeenEvent, tags: readonly string[], events: readonly SeenEvent[]): readonly Hit[] {
  const hits: Hit[] = [];
  const told = new Set<string>();
  for (const { id, fleet, instance, channel, at, message } of events) {
    if (channel !== "tagledger:read" || fleet !== event.fleet || at < event.at) continue;
    const read = message as { verdict: string; kind: string; key: string; tags?: readonly string[] };
    if (read.verdict !== "stale" && read.verdict !== "expired") continue;
    if (!read.tags?.some((tag) => tags.includes(tag))) continue;
    const once = `${instance} ${read.key} ${read.verdict}`;
    if (told.has(once) || hits.length === mostHits) continue;
    told.add(once);
    hits.push({
      id,
      instance,
      verdict: read.verdict,
      kind: read.kind,
      key: read.key,
      tags: read.tags,
      afterMs: at - event.at,
    });
  }
  return hits;
}

/** Invalidations that the ledger has, and on the built-in cache the calls, newest first. */
export function invalidationsOf(events: readonly SeenEvent[], fleet: string): readonly SeenEvent[] {
  const seen = new Set<string>();
  return events
    .filter((event) => {
      if (event.fleet !== fleet || !isInvalidation(event)) return false;
      // Both handlers of a process hear of a call and record it as one.
      const record = `${event.instance} ${Number(event.message.seq ?? event.at)}`;
      return !seen.has(record) && seen.add(record);
    })
    .toReversed()
    .slice(0, 30);
}

function isInvalidation({ channel, fleet, message }: SeenEvent): boolean {
  return (
    channel === "tagledger:invalidate" || (fleet === "builtin" && channel === "app:call" && message.kind !== "publish")
  );
}
