import type { Context, Finding } from "../../transform.ts";
import type { Node } from "../../scope.ts";
import { PRESETS } from "./profiles.ts";

/** What is wrong with a second argument that is there already. */
export function lintProfile(
  profile: Node,
  action: boolean,
  { app }: Context,
): Pick<Finding, "kind" | "reason" | "message" | "suggestion"> | undefined {
  if (profile.type !== "StringLiteral") return undefined;
  const name = profile["value"] as string;
  if (!PRESETS.has(name)) {
    if (app.profiles === undefined || app.profiles.has(name)) return undefined;
    return {
      kind: "left",
      reason: "unknown-profile",
      message: `There is no cacheLife profile "${name}": Next.js fails after the response was sent, and nothing expires.`,
      suggestion: `Use "max" or { expire: 0 }, or add "${name}" to cacheLife in next.config.`,
    };
  }
  if (!action) return undefined;
  return {
    kind: "note",
    reason: "stale-after-write",
    message: `After this Server Action the user still sees what was there before: "${name}" serves the old value once more.`,
    suggestion: "Use updateTag if the user expects to see the change.",
  };
}
