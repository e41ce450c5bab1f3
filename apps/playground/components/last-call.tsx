"use client";

import type { FleetName } from "../lib/live-state";
import { lessons } from "../lib/lessons";
import { useEvents } from "./use-events";

/** What was asked last, and how long it took until the others knew. */
export function LastCall({ fleet }: { readonly fleet: FleetName }) {
  const events = useEvents().filter((event) => event.fleet === fleet);
  const call = events.findLast(({ channel }) => channel === "app:call");
  if (call === undefined) return <p className="last-call quiet">Nothing was changed yet.</p>;
  const { call: what, tags } = call.message as { call: string; tags: readonly string[] };
  const invalidation = events.findLast(
    ({ channel, instance, at }) => channel === "tagledger:invalidate" && instance === call.instance && at >= call.at,
  );
  const learned = invalidation === undefined ? [] : lessons(invalidation, events);
  return (
    <p className="last-call">
      <code>{what}</code> of {tags.join(", ")} on <b>{call.instance}</b>
      {learned.length > 0 && (
        <span className="quiet">
          ; known to {learned.map(({ instance, afterMs }) => `${instance} after ${afterMs.toFixed(0)} ms`).join(", ")}
        </span>
      )}
    </p>
  );
}
