import type { ASTPath } from "jscodeshift";
import { j, rangeOf } from "../../parse.ts";
import { positionOf } from "../../position.ts";
import type { SourceFile } from "../../source-file.ts";
import type { Context } from "../../transform.ts";
import { programOf } from "./lookup.ts";
import { callsOf, nameAround, usesOf } from "./uses.ts";

const SHOWN = 10;

/** Where the function around a site is called, `file:line`: what a person has to change when it is inlined. */
export function callersOf(site: ASTPath, file: SourceFile, { project }: Context): string {
  const name = nameAround(site);
  if (name === undefined) return "";
  const places = callsOf(file.root, name).map((path) => placeOf(path, file.path, file.text));
  const uses = project === undefined ? [] : usesOf(name, file.path, project);
  for (const { importer, local, reExport } of uses) {
    const program = reExport ? undefined : programOf(project, importer);
    const text = project?.read(importer) ?? "";
    if (program !== undefined) places.push(...callsOf(j(program), local).map((path) => placeOf(path, importer, text)));
  }
  const more = places.length > SHOWN ? ` and ${places.length - SHOWN} more places` : "";
  return places.length === 0 ? "" : ` It is called at ${places.slice(0, SHOWN).join(", ")}${more}.`;
}

function placeOf(path: ASTPath, file: string, text: string): string {
  return `${file}:${positionOf(text, rangeOf(path.node).start).line}`;
}
