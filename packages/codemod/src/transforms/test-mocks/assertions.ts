import type { ASTPath } from "jscodeshift";
import type { CacheReference } from "../../cache-bindings.ts";
import { rangeOf } from "../../parse.ts";
import type { Node } from "../../scope.ts";
import type { SourceFile } from "../../source-file.ts";
import type { Context } from "../../transform.ts";

/** How many arguments an assertion has when it is about one argument of the call. */
const ASSERTIONS: Readonly<Record<string, number>> = {
  toHaveBeenCalledWith: 1,
  toHaveBeenLastCalledWith: 1,
  toHaveBeenNthCalledWith: 2,
  lastCalledWith: 1,
  toBeCalledWith: 1,
  nthCalledWith: 2,
};

/** Brings what a test expects of `revalidateTag` to what the code it imports does now. */
export function adjustAssertions(file: SourceFile, context: Context): void {
  const expected = file.cache.references.filter(
    ({ imported, role, path }) => imported === "revalidateTag" && role === "value" && isExpected(path),
  );
  if (expected.length === 0) return;
  const does = whatTheCodeDoes(file, context);
  for (const reference of expected) adjust(reference, does, file);
}

/** `expect(revalidateTag)`, `expect(vi.mocked(revalidateTag))`. */
function isExpected(path: ASTPath): boolean {
  const { callee } = (path.parent as ASTPath).node as unknown as { callee?: Node };
  const name = (callee?.["name"] ?? (callee?.["property"] as { name?: string } | undefined)?.name) as
    | string
    | undefined;
  return name === "expect" || (name === "mocked" && isExpected(path.parent as ASTPath));
}

/** The forms in the modules that a test imports. */
function whatTheCodeDoes(file: SourceFile, { project }: Context): ReadonlySet<"updateTag" | "expire"> {
  const modules = project?.facts(file.path)?.imports ?? [];
  const texts = modules.map(({ specifier }) => project?.read(project.resolve(specifier, file.path) ?? "") ?? "");
  const does = new Set<"updateTag" | "expire">();
  if (texts.some((text) => /\bupdateTag\(/.test(text))) does.add("updateTag");
  if (texts.some((text) => /\brevalidateTag\([^;]*\{ expire: 0 \}/.test(text))) does.add("expire");
  return does;
}

function adjust(reference: CacheReference, does: ReadonlySet<string>, file: SourceFile): void {
  const { start, end } = rangeOf(reference.node);
  const assertion = assertionOf(reference.path);
  if (does.size !== 1) {
    const message =
      "This test expects a call of revalidateTag, and the code it imports calls it in several forms or in none.";
    const suggestion = "Expect updateTag(tag) or revalidateTag(tag, { expire: 0 }), whichever the code calls.";
    const isOld = assertion !== undefined && assertion.args.length === ASSERTIONS[assertion.name];
    if (isOld) file.report({ kind: "left", reason: "assertion", offset: start, message, suggestion });
    return;
  }
  if (does.has("updateTag")) {
    file.edits.replace(start, end, file.imports.use("updateTag", reference));
    file.imports.drop(reference);
    file.report({ kind: "changed", reason: "assertion", offset: start, message: "The code calls updateTag now." });
    return;
  }
  const last = assertion?.args.at(-1);
  if (assertion === undefined || last === undefined || assertion.args.length !== ASSERTIONS[assertion.name]) return;
  file.edits.insert(rangeOf(last).end, ", { expire: 0 }");
  file.report({ kind: "changed", reason: "assertion", offset: start, message: "The code passes { expire: 0 } now." });
}

/** `.toHaveBeenCalledWith(…)` behind `expect(…)`, with or without `.not` in between. */
function assertionOf(path: ASTPath): { readonly name: string; readonly args: readonly Node[] } | undefined {
  for (let at = path.parent as ASTPath; at != null && !at.node.type.endsWith("Statement"); at = at.parent as ASTPath) {
    const { callee, arguments: args } = at.node as unknown as { callee?: Node; arguments?: Node[] };
    const { name } = (callee?.["property"] ?? {}) as { name?: string };
    if (name !== undefined && args !== undefined && Object.hasOwn(ASSERTIONS, name)) return { name, args };
  }
  return undefined;
}
