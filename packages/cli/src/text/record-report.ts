import type { LedgerRecord } from "../store/records.ts";
import { tagText } from "../store/tag-text.ts";
import { durationText } from "./figures.ts";
import { wrap } from "./wrap.ts";

/** An invalidation in two lines or more: when and what it does; the tags. */
export function recordLines({ seq, kind, tags, ageMs, hardensInMs }: LedgerRecord): string {
  const age = ageMs === undefined ? "before" : `${durationText(ageMs)} ago`;
  const does = kind === "hard" ? "expired at once" : `stale${lifetimeText(hardensInMs)}`;
  return `${String(seq).padEnd(8)} ${age.padEnd(12)} ${does}\n${wrap(tags.map(tagText).join(", "), 2)}`;
}

function lifetimeText(hardensInMs: number | undefined): string {
  if (hardensInMs === undefined) return " until made anew";
  return hardensInMs === 0 ? ", by now expired" : `, expires in ${durationText(hardensInMs)}`;
}
