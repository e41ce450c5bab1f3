import { versionsOf } from "./marker.ts";
import type { Answer, RequestType } from "./request.ts";
import type { Read } from "./source.ts";

/** One answer in the words of the matrix: `REV`, `dyn`, `404 ∅`, `dyn OLD R`. */
export function describeAnswer(answer: Answer, currentVersion: number, recomputed: Read[] = []): string {
  const versions = versionsOf(answer.markers, "inv");
  const words = [kindOf(answer)];
  if (versions.some((version) => version !== currentVersion)) words.push("OLD");
  if (versions.length === 0) words.push("∅");
  if (recomputed.some((read) => read.part !== "inv")) words.push("R");
  return words.join(" ");
}

function kindOf(answer: Answer): string {
  if (answer.status !== 200) return `${answer.status}`;
  if (answer.cache) return answer.cache === "REVALIDATED" ? "REV" : answer.cache;
  return answer.cacheControl.includes("no-store") ? "dyn" : `uncached(${answer.cacheControl})`;
}

/** `DN:dyn; PS:REV`, in the order of the first type that got each answer. */
export function joinTypes(cells: Map<RequestType, string>): string {
  const groups = new Map<string, string>();
  for (const [type, cell] of cells) groups.set(cell, (groups.get(cell) ?? "") + type);
  return [...groups].map(([cell, types]) => `${types}:${cell}`).join("; ");
}
