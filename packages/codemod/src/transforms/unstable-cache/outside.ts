import type { ASTPath } from "jscodeshift";
import { j } from "../../parse.ts";
import { refuseCalls } from "./function.ts";
import type { Lookup } from "./lookup.ts";
import { hasThis, nodeOf } from "./names.ts";
import { type Refusal, refuse } from "./refusal.ts";
import type { Site } from "./site.ts";

/** Tags and lifetime had been computed outside of the cached function, and are inside of it afterwards. */
export function refuseOutside({ tags, revalidate }: Site, lookup: Lookup): Refusal | undefined {
  for (const [what, setting] of [
    ["The tags", tags],
    ["The lifetime", revalidate],
  ] as const) {
    if (setting === undefined) continue;
    const { path } = setting.value;
    const refusal = refuseCalls(setting.value, lookup, what);
    if (refusal !== undefined) return { ...refusal, message: refusal.message.replace(" calls ", " call ") };
    if (hasThis(setting.through ?? path) || hasThis(path)) return refuse("uses-this", `${what} use \`this\`.`);
    if (awaits(path)) return refuse("options-await", `${what} await something.`);
  }
  return undefined;
}

function awaits(path: ASTPath): boolean {
  return nodeOf(path).type === "AwaitExpression" || j(path).find(j.AwaitExpression).size() > 0;
}
