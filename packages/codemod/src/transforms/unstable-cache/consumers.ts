import type { ASTPath } from "jscodeshift";
import { isFunction } from "../../scope.ts";
import type { SourceFile } from "../../source-file.ts";
import type { Context } from "../../transform.ts";
import { functionAround, resultsOf } from "./function.ts";
import { handlerOf } from "./handler.ts";
import { nodeOf, parentOf } from "./names.ts";
import { type Refusal, refuse } from "./refusal.ts";
import type { Site } from "./site.ts";
import { escapingThrows } from "./throws.ts";

/**
 * Who handles the errors of the cached function would not see them any more: in a prerender they fail the build even if
 * they are caught, and at run time they have neither class nor message.
 */
export function refuseConsumers(site: Site, file: SourceFile, context: Context): Refusal | undefined {
  const { path, root } = file;
  const module = { path, program: root.get().get("program") as ASTPath };
  const search = { project: context.project, expected: expectsErrors(site), seen: new Set<unknown>() };
  const handler = handlerOf(site.invocation ?? site.call, module, search, true);
  if (handler === undefined) return undefined;
  const who = handler === path ? "A caller" : handler;
  return refuse("error-is-handled", `${who} handles the errors of the cached function.`);
}

/** Whoever writes `throw` thinks of someone who catches. */
function expectsErrors({ fn, target }: Site): boolean {
  const body = isFunction(nodeOf(fn)) ? fn : target?.path;
  return body !== undefined && isFunction(nodeOf(body)) && escapingThrows(body).length > 0;
}

/** The variable that is the cached function, or the function that returns it or its result. */
export function namesOf({ call, invocation, memo }: Site): string[] {
  let at = invocation ?? call;
  for (let parent = parentOf(at); parent !== undefined; parent = parentOf(at)) {
    const node = nodeOf(parent);
    if (node.type === "VariableDeclarator") return nameOf(node["id"]);
    const around = functionAround(at);
    if (around !== undefined && resultsOf(around).some(({ node: result }) => result === at.node)) {
      const { id } = nodeOf(around) as { id?: unknown };
      if (id != null) return nameOf(id);
      at = around;
      continue;
    }
    // cache(unstable_cache(…)), conditionals and casts pass it on.
    if (memo === undefined && !/^(?:Call|Conditional|Logical|TS\w+|Await)Expression$/.test(node.type)) return [];
    at = parent;
  }
  return [];
}

function nameOf(id: unknown): string[] {
  const { name } = id as { name?: string };
  return name === undefined ? [] : [name];
}
