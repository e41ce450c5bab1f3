import type { ASTPath } from "jscodeshift";
import { isFunction } from "../../scope.ts";
import { declarationOf } from "./declaration.ts";
import { capturedBy, isCall, nodeOf, parentOf, type Use } from "./names.ts";
import { initOf, isOpaque } from "./opaque.ts";
import { type Refusal, refuse } from "./refusal.ts";
import type { Site } from "./site.ts";
import { changesAfter, isDeclaredAfter } from "./writes.ts";

/** Everything that becomes part of the key because the function, its tags or its lifetime use it. */
export function capturesOf({ fn, tags, revalidate }: Site): Use[] {
  const inPlace = [tags, revalidate].flatMap((setting) =>
    setting === undefined ? [] : [setting.through ?? setting.value.path],
  );
  const inner = capturedBy(fn);
  // The function's own parameters hide nothing: a name in the tags is never one of them.
  return [...inner, ...inPlace.flatMap(capturedBy)];
}

export function refuseCaptures(site: Site): Refusal | undefined {
  for (const use of capturesOf(site)) {
    const refusal = refuseCapture(use, site);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function refuseCapture(use: Use, site: Site): Refusal | undefined {
  const declaration = declarationOf(use);
  const isFunctionLike =
    declaration?.kind === "function" || declaration?.kind === "class" || isFunction(initOf(declaration));
  if (declaration?.kind === "parameter" && isCalled(use.path)) {
    return refuse("generic-wrapper", `The cached function calls the parameter \`${use.name}\`, whatever that is.`);
  }
  if (isFunctionLike || isCalled(use.path)) {
    return refuse(
      "captures-function",
      `The cached function captures the function \`${use.name}\`, which cannot be serialised.`,
    );
  }
  if (isOpaque(use, declaration)) {
    return refuse("captures-instance", `The cached function captures \`${use.name}\`, which is not plain data.`);
  }
  if (isDeclaredAfter(use, site.call)) {
    return refuse(
      "captures-variable",
      `The variable \`${use.name}\`, which the cached function captures, is declared behind it.`,
    );
  }
  if (changesAfter(use, site.call)) {
    return refuse("captures-variable", `The variable \`${use.name}\`, which the cached function captures, changes.`);
  }
  return undefined;
}

function isCalled(path: ASTPath): boolean {
  const parent = nodeOf(parentOf(path) as ASTPath);
  return (
    ((isCall(parent) || parent.type === "NewExpression") && parent["callee"] === path.node) ||
    (parent.type === "TaggedTemplateExpression" && parent["tag"] === path.node)
  );
}
