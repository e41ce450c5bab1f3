import { keyOf } from "../../config-objects.ts";
import { rangeOf } from "../../parse.ts";
import type { Node } from "../../scope.ts";
import type { SourceFile } from "../../source-file.ts";
import type { Factory } from "./factories.ts";

/** What migrated code calls instead of what a mock has. */
const SUCCESSORS: Readonly<Record<string, readonly string[]>> = {
  revalidateTag: ["updateTag"],
  unstable_cache: ["cacheLife", "cacheTag"],
};

/** Adds what the migrated code calls to the mock. */
export function completeMock({ object, runner }: Factory, file: SourceFile): void {
  const properties = (object.node as unknown as Node)["properties"] as Node[];
  const names = new Set(properties.map(keyOf));
  const missing = Object.entries(SUCCESSORS).flatMap(([name, successors]) =>
    names.has(name) ? successors.filter((successor) => !names.has(successor)) : [],
  );
  const last = properties.at(-1);
  if (missing.length === 0 || last === undefined) return;
  const { text, edits } = file;
  const separator = /\r?\n[ \t]*$/.exec(text.slice(0, rangeOf(last).start))?.[0] ?? " ";
  edits.insert(rangeOf(last).end, missing.map((name) => `,${separator}${name}: ${runner}.fn()`).join(""));
  file.report({
    kind: "changed",
    reason: "mock",
    offset: rangeOf(object.node).start,
    message: `The mock of next/cache has ${missing.join(" and ")}, too.`,
  });
}
