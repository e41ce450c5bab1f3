import type { ASTPath } from "jscodeshift";
import { rangeOf } from "../../parse.ts";
import { plain, type PlainTransform } from "../../plain.ts";
import { renameReference } from "../../rename.ts";
import type { Node } from "../../scope.ts";
import type { SourceFile } from "../../source-file.ts";
import type { Context, Transform } from "../../transform.ts";
import { aliasesOf } from "./aliases.ts";
import { endOfArgument, isNothing } from "./argument.ts";
import { convertValue } from "./convert-value.ts";
import { removeExpectError } from "./expect-error.ts";
import { lintProfile } from "./lint.ts";
import { type Replacement, replacementFor } from "./replacement.ts";
import { actionOf, isOwn, isRefused, leave, renameExpired, type Use, withBang } from "./use.ts";

const MOCKS = "A test imports this file: where it mocks next/cache, it needs updateTag as well (see test-mocks).";

export const revalidateTag: Transform = {
  name: "revalidate-tag",
  summary: "revalidateTag with one argument gets the form that does the same in Next.js 16",
  needles: ["revalidateTag", "unstable_expireTag"],
  apply: (file, context) => {
    for (const reference of file.cache.references) {
      if (reference.imported !== "revalidateTag" && reference.imported !== "unstable_expireTag") continue;
      // What a module passes on by a name that is gone is to be changed there.
      if (reference.imported === "unstable_expireTag" && !isOwn(reference)) continue;
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
  const callee = withBang(use.path);
  const call = (callee.parent as ASTPath).node as unknown as Node;
  const isCall = /^(?:Optional)?CallExpression$/.test(call.type);
  if (!isCall || call["callee"] !== (callee.node as unknown)) {
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
  } else if (profile?.type === "UnaryExpression" && profile["operator"] === "void" && !isNothing(profile)) {
    leave(
      file,
      use,
      "arguments-unknown",
      "The second argument is undefined, and does something.",
      "Do that in front of the call, and pass { expire: 0 }.",
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
  removeExpectError(file, withBang(use.path));
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

const plainForm: PlainTransform = plain(revalidateTag);
export default plainForm;
