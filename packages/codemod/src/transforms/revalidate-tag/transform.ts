import type { ASTPath } from "jscodeshift";
import type { CacheReference } from "../../cache-bindings.ts";
import { tooOld, UPGRADE } from "../../next-version.ts";
import { rangeOf } from "../../parse.ts";
import { plain, type PlainTransform } from "../../plain.ts";
import type { Node } from "../../scope.ts";
import { renameReference } from "../../rename.ts";
import { hasDirective, isInServerAction, onlyFromPages } from "../../server-action.ts";
import { isNextCache, type SourceFile } from "../../source-file.ts";
import type { Context, Finding, Transform } from "../../transform.ts";
import { aliasesOf } from "./aliases.ts";
import { endOfArgument, isNothing } from "./argument.ts";
import { removeExpectError } from "./expect-error.ts";
import { lintProfile } from "./lint.ts";
import { type Action, type Replacement, replacementFor } from "./replacement.ts";

const MOCKS = "A test imports this file: where it mocks next/cache, it needs updateTag as well (see test-mocks).";

/** One use of `revalidateTag`, of a constant that is it, or of `unstable_expireTag`, which was it. */
interface Use {
  readonly reference: CacheReference;
  readonly path: ASTPath;
  /** Whether it may be renamed, that is: it is the import itself. */
  readonly direct: boolean;
}

export const revalidateTag: Transform = {
  name: "revalidate-tag",
  summary: "revalidateTag with one argument gets the form that does the same in Next.js 16",
  needles: ["revalidateTag", "unstable_expireTag"],
  apply: (file, context) => {
    for (const reference of file.cache.references) {
      if (reference.imported !== "revalidateTag" && reference.imported !== "unstable_expireTag") continue;
      const aliases = aliasesOf(file.root, reference.path);
      for (const path of aliases) convert(file, context, { reference, path, direct: false });
      if (aliases.length === 0) convert(file, context, { reference, path: reference.path, direct: true });
      else renameExpired(file, reference);
    }
    for (const { imported, node } of file.cache.reExports) {
      if (imported === "revalidateTag") {
        const message = "revalidateTag is exported again from here; the files that import it are looked at as well.";
        file.report({ kind: "note", reason: "re-exported", offset: rangeOf(node).start, message });
      }
    }
  },
};

function convert(file: SourceFile, context: Context, use: Use): void {
  const parent = use.path.parent as ASTPath;
  const call = parent.node as unknown as Node;
  const isCall = /^(?:Optional)?CallExpression$/.test(call.type);
  if (!isCall || call["callee"] !== (use.path.node as unknown)) {
    convertValue(file, context, use);
    return;
  }
  const args = call["arguments"] as Node[];
  const [tag, profile] = args;
  const action = actionOf(file, context, use);
  const expires = use.reference.imported === "unstable_expireTag";
  if (expires && args.length > 1) {
    leave(
      file,
      use,
      "several-tags",
      "unstable_expireTag took several tags at once.",
      "Call updateTag, or revalidateTag(tag, { expire: 0 }), for each of them.",
    );
  } else if (tag === undefined || args.some(({ type }) => type === "SpreadElement")) {
    leave(
      file,
      use,
      "arguments-unknown",
      "The arguments of this call are not written here.",
      "Pass { expire: 0 } as the second argument.",
    );
  } else if (profile === undefined || isNothing(profile)) {
    convertCall(file, context, use, replacementFor(action, file.path, context, file.style.quote), tag, profile);
  } else {
    const problem = lintProfile(profile, action === "proven", context);
    if (problem !== undefined) file.report({ ...problem, offset: rangeOf(profile).start });
    renameExpired(file, use.reference);
  }
}

function convertCall(
  file: SourceFile,
  context: Context,
  use: Use,
  replacement: Replacement,
  tag: Node,
  profile: Node | undefined,
): void {
  if (isRefused(file, context, use)) return;
  const tagEnd = endOfArgument(file.text, tag);
  const report = (reason: string): void => {
    const suggestion = reason === "update-tag" && context.reach.has("test") ? MOCKS : undefined;
    file.report({
      kind: "changed",
      reason,
      offset: rangeOf(use.path.node).start,
      message: replacement.why,
      suggestion,
    });
  };
  removeExpectError(file, use.path);
  if (replacement.kind === "update-tag") {
    if (profile !== undefined) file.edits.remove(tagEnd, endOfArgument(file.text, profile));
    renameReference(file, use.reference, "updateTag");
    report("update-tag");
    return;
  }
  if (profile === undefined) file.edits.insert(tagEnd, `, ${replacement.text}`);
  else file.edits.replace(rangeOf(profile).start, rangeOf(profile).end, replacement.text);
  renameExpired(file, use.reference);
  report(replacement.reason);
}

/** `tags.forEach(revalidateTag)` passes the index as the profile. */
function convertValue(file: SourceFile, context: Context, use: Use): void {
  const { path, reference } = use;
  if (reference.role === "type" || /^TS|^(?:Await|Unary)Expression$/.test((path.parent as ASTPath).node.type)) {
    renameExpired(file, reference);
    return;
  }
  if (!isCallback(path)) {
    renameExpired(file, reference);
    const message = "revalidateTag is passed on from here, and who calls it has to give a second argument.";
    leave(file, use, "passed-on", message, "Pass (tag) => revalidateTag(tag, { expire: 0 }) instead.");
    return;
  }
  if (isRefused(file, context, use)) return;
  const { start, end } = rangeOf(path.node);
  const replacement = replacementFor(actionOf(file, context, use), file.path, context, file.style.quote);
  const callee = file.text.slice(start, end);
  const tag = callee === "tag" ? "name" : "tag";
  if (replacement.kind === "update-tag") {
    file.edits.replace(start, end, `(${tag}) => ${file.imports.use("updateTag", reference)}(${tag})`);
    file.imports.drop(reference);
  } else {
    const name = reference.imported === "revalidateTag" ? callee : file.imports.use("revalidateTag", reference);
    if (name !== callee) file.imports.drop(reference);
    file.edits.replace(start, end, `(${tag}) => ${name}(${tag}, ${replacement.text})`);
  }
  const reason = replacement.kind === "update-tag" ? "update-tag" : replacement.reason;
  file.report({ kind: "changed", reason, offset: start, message: replacement.why });
}

/** The only argument of a method that calls it with one tag after the other. */
function isCallback(path: ASTPath): boolean {
  const call = (path.parent as ASTPath).node as unknown as Node;
  if (!/^(?:Optional)?CallExpression$/.test(call.type)) return false;
  const args = call["arguments"] as Node[];
  const property = ((call["callee"] as Node)["property"] ?? {}) as Node;
  return (
    args.length === 1 &&
    args[0] === (path.node as unknown) &&
    /^(?:forEach|map|flatMap|then)$/.test(String(property["name"]))
  );
}

function actionOf(file: SourceFile, context: Context, { path, reference, direct }: Use): Action {
  if (!isInServerAction(file.root, path)) return "no";
  // A module that passes revalidateTag on need not have updateTag.
  const own = direct && isNextCache(reference.binding.specifier);
  if (!own) return "no";
  return onlyFromPages(context.reach) ? "proven" : "suspected";
}

function isRefused(file: SourceFile, context: Context, use: Use): boolean {
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

function leave(file: SourceFile, { path }: Use, reason: string, message: string, suggestion: string): void {
  const finding: Finding = { kind: "left", reason, offset: rangeOf(path.node).start, message, suggestion };
  file.report(finding);
}

/** `unstable_expireTag` is gone; `revalidateTag` is what it was. */
function renameExpired(file: SourceFile, reference: CacheReference): void {
  if (reference.imported === "unstable_expireTag") renameReference(file, reference, "revalidateTag");
}

const plainForm: PlainTransform = plain(revalidateTag);
export default plainForm;
