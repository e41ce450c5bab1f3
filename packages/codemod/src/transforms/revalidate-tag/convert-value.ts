import type { ASTPath } from "jscodeshift";
import { rangeOf } from "../../parse.ts";
import { isTest } from "../../project/entry-point.ts";
import type { Node } from "../../scope.ts";
import type { SourceFile } from "../../source-file.ts";
import type { Context } from "../../transform.ts";
import { replacementFor } from "./replacement.ts";
import { actionOf, isRefused, leave, renameExpired, type Use } from "./use.ts";

/** `tags.forEach(revalidateTag)` passes the index as the profile. */
export function convertValue(file: SourceFile, context: Context, use: Use): void {
  const { path, reference } = use;
  if (reference.role === "type" || /^TSType|^(?:Await|Unary)Expression$/.test((path.parent as ASTPath).node.type)) {
    renameExpired(file, reference);
    return;
  }
  if (!isCallback(path)) {
    renameExpired(file, reference);
    if (isTest(file.path)) {
      const message = "A test uses revalidateTag as a value.";
      const suggestion = "The transform test-mocks follows what was changed elsewhere.";
      file.report({ kind: "note", reason: "in-a-test", offset: rangeOf(path.node).start, message, suggestion });
      return;
    }
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
