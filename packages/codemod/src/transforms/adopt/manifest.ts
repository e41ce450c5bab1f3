import { j, parse, rangeOf } from "../../parse.ts";
import { directoryOf, isInside, SOURCE } from "../../project/path.ts";
import type { Node } from "../../scope.ts";
import type { SourceFile } from "../../source-file.ts";
import type { Context } from "../../transform.ts";
import { createEdits } from "../../edits.ts";
import { exportedConfig } from "./exported.ts";
import { mentions, PUBLISHED } from "./handlers.ts";
import { removeProperties } from "./properties.ts";

/** Adds the dependency next to a configuration that is wrapped, and removes those that nothing imports any more. */
export function adoptManifest(file: SourceFile, { project, options }: Context): void {
  const directory = directoryOf(file.path);
  const config = project?.paths.find(
    (path) => directoryOf(path) === directory && /(?:^|\/)next\.config\.\w+$/.test(path),
  );
  const text = config === undefined ? undefined : project?.read(config);
  if (config === undefined || text === undefined || exportedConfig(parse(config, text)) === undefined) return;
  const manifest = objectIn(file.text);
  if (manifest === undefined) return;

  const name = `@tagledger/${options.store}`;
  const groups = ["dependencies", "devDependencies"].map((group) => valueOf(manifest, group));
  let missing = !groups.some((group) => valueOf(group, name) !== undefined);
  if (missing) {
    file.report({
      kind: "changed",
      reason: "dependency",
      offset: 0,
      message: `${name} is a dependency now; install it.`,
    });
  }
  const others = (project?.paths ?? []).filter(
    (path) => isInside(path, directory) && SOURCE.test(path) && path !== config,
  );
  const unused = new Set(
    PUBLISHED.filter((published) => !others.some((path) => mentions(project?.read(path) ?? "", published))),
  );
  for (const group of groups) {
    const leaving = propertiesOf(group).filter((property) => unused.has(keyOf(property)));
    for (const property of leaving) {
      const message = `${keyOf(property)} is no dependency any more; nothing imports it.`;
      file.report({ kind: "changed", reason: "dependency", offset: rangeOf(property).start - 1, message });
    }
    const replaced = missing && group === groups[0] ? leaving.shift() : undefined;
    if (replaced !== undefined) {
      const { start, end } = rangeOf(replaced);
      file.edits.replace(start - 1, end - 1, entryOf(name));
      missing = false;
    }
    if (group !== undefined && leaving.length > 0) remove(file, group, leaving);
  }
  if (missing) add(file, manifest, groups[0], name);
}

/** Offsets are those behind the parenthesis that makes the text an expression. */
function remove({ text, edits }: SourceFile, group: Node, leaving: readonly Node[]): void {
  const cuts = createEdits();
  removeProperties(`(${text})`, group, leaving, cuts);
  for (const { start, end } of cuts.list()) edits.remove(start - 1, end - 1);
}

/** The lock file says which version it became. */
function entryOf(name: string): string {
  return `"${name}": "latest"`;
}

function objectIn(text: string): Node | undefined {
  try {
    const [object] = parse("package.js", `(${text})`).find(j.ObjectExpression).nodes();
    return object as unknown as Node | undefined;
  } catch {
    return undefined;
  }
}

function propertiesOf(object: Node | undefined): Node[] {
  return (object?.["properties"] ?? []) as Node[];
}

function keyOf(property: Node): string {
  return (property["key"] as { value: string }).value;
}

function valueOf(object: Node | undefined, name: string): Node | undefined {
  return propertiesOf(object).find((property) => keyOf(property) === name)?.["value"] as Node | undefined;
}

function add({ text, style, edits }: SourceFile, manifest: Node, dependencies: Node | undefined, name: string): void {
  const { eol, indent } = style;
  const entry = entryOf(name);
  const list = propertiesOf(dependencies);
  if (list.length === 0) {
    const last = propertiesOf(manifest).at(-1);
    if (dependencies !== undefined || last === undefined) return;
    edits.insert(
      rangeOf(last).end - 1,
      `,${eol}${indent}"dependencies": {${eol}${indent}${indent}${entry}${eol}${indent}}`,
    );
    return;
  }
  const next = list.find((property) => keyOf(property) > name);
  const neighbour = rangeOf(next ?? list.at(-1));
  const before = /\r?\n[ \t]*$/.exec(text.slice(0, rangeOf(list[0]).start - 1))?.[0] ?? " ";
  if (next !== undefined) edits.insert(neighbour.start - 1, `${entry},${before}`);
  else edits.insert(neighbour.end - 1, `,${before}${entry}`);
}
