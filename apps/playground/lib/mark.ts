import type { SeenEvent } from "./event-store";

/** The shapes of the timeline; each says one thing also without its colour. */
export type MarkKind =
  | "call"
  | "publish"
  | "invalidate"
  | "refresh"
  | "fresh"
  | "stale"
  | "expired"
  | "missing"
  | "write"
  | "problem";

export const marks: readonly { readonly kind: MarkKind; readonly title: string; readonly sign: string }[] = [
  { kind: "publish", title: "publish", sign: "▶" },
  { kind: "call", title: "Next call", sign: "◆" },
  { kind: "invalidate", title: "recorded", sign: "▼" },
  { kind: "refresh", title: "news learned", sign: "│" },
  { kind: "fresh", title: "read, fresh", sign: "•" },
  { kind: "stale", title: "read, stale", sign: "◐" },
  { kind: "expired", title: "read, expired", sign: "✕" },
  { kind: "missing", title: "read, missing", sign: "○" },
  { kind: "write", title: "write", sign: "■" },
  { kind: "problem", title: "problem", sign: "!" },
];

/** @returns undefined for what is not drawn, such as refreshes that brought nothing new */
export function markOf({ channel, message }: SeenEvent): MarkKind | undefined {
  if (channel === "app:call") return message.kind === "publish" ? "publish" : "call";
  if (channel === "tagledger:invalidate") return "invalidate";
  if (channel === "tagledger:refresh") return message.news === 0 && message.ok === true ? undefined : "refresh";
  if (channel === "tagledger:read") return message.verdict as MarkKind;
  if (channel === "tagledger:write") return "write";
  const isGood = message.outcome === "closed" || message.change === "opened" || message.change === "floor";
  return channel === "tagledger:skip" || isGood ? undefined : "problem";
}
