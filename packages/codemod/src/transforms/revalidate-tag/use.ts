import type { ASTPath } from "jscodeshift";
import type { CacheReference } from "../../cache-bindings.ts";
import { isNextCache } from "../../next-cache.ts";
import { tooOld, UPGRADE } from "../../next-version.ts";
import { rangeOf } from "../../parse.ts";
import { renameReference } from "../../rename.ts";
import { hasDirective, isInServerAction, onlyFromPages } from "../../server-action.ts";
import type { SourceFile } from "../../source-file.ts";
import type { Context } from "../../transform.ts";
import type { Action } from "./replacement.ts";

/** One use of `revalidateTag`, of a constant that is it, or of `unstable_expireTag`, which was it. */
export interface Use {
  readonly reference: CacheReference;
  readonly path: ASTPath;
  /** Whether it may be renamed, that is: it is the import itself. */
  readonly direct: boolean;
}

/** The whole of `revalidateTag!`. A cast to another type may not want a second argument. */
export function withBang(path: ASTPath): ASTPath {
  const parent = path.parent as ASTPath;
  return parent.node.type === "TSNonNullExpression" ? withBang(parent) : path;
}

export function actionOf(file: SourceFile, context: Context, { path, reference, direct }: Use): Action {
  if (!isInServerAction(file.root, path)) return "no";
  // A module that passes revalidateTag on need not have updateTag.
  const own = direct && isOwn(reference);
  if (!own) return "no";
  return onlyFromPages(context.reach) ? "proven" : "suspected";
}

export function isRefused(file: SourceFile, context: Context, use: Use): boolean {
  const old = tooOld(context);
  if (old !== undefined) {
    leave(file, use, "next-too-old", `revalidateTag wants a second argument since Next.js 16; ${old}.`, UPGRADE);
    return true;
  }
  if (hasDirective(file.root, "use client")) {
    const message = "revalidateTag throws in the browser.";
    leave(file, use, "client-file", message, "Move the call into a Server Action.");
    return true;
  }
  return false;
}

export function leave(file: SourceFile, { path }: Use, reason: string, message: string, suggestion: string): void {
  file.report({ kind: "left", reason, offset: rangeOf(path.node).start, message, suggestion });
}

/** Whether it is from `next/cache` itself: only there another name is sure to be exported as well. */
export function isOwn({ binding }: CacheReference): boolean {
  return isNextCache(binding.specifier);
}

/** `unstable_expireTag` is gone; `revalidateTag` is what it was. */
export function renameExpired(file: SourceFile, reference: CacheReference): void {
  if (reference.imported === "unstable_expireTag") renameReference(file, reference, "revalidateTag");
}
