import type { CacheBinding, CacheSpecifier } from "../../cache-bindings.ts";
import { isNextCache } from "../../next-cache.ts";
import { tooOld, UPGRADE } from "../../next-version.ts";
import { rangeOf } from "../../parse.ts";
import { plain, type PlainTransform } from "../../plain.ts";
import { renameExport, renameReference } from "../../rename.ts";
import type { SourceFile } from "../../source-file.ts";
import type { Context, Transform } from "../../transform.ts";
import { mockedKeys } from "./mocks.ts";
import { STABLE } from "./names.ts";

export const stableNames: Transform = {
  name: "stable-names",
  summary: "unstable_cacheTag, unstable_cacheLife and unstable_expirePath get the names they have in Next.js 16",
  needles: [...Object.keys(STABLE), "unstable_noStore"],
  apply: (file, context) => {
    renameUses(file, context);
    for (const binding of file.cache.bindings)
      for (const specifier of binding.specifiers) renameImport(file, context, binding, specifier);
    for (const { imported, specifier, node } of file.cache.reExports) {
      const name = isNextCache(specifier) ? STABLE[imported] : undefined;
      if (name === undefined || tells(file, context, imported, rangeOf(node).start)) continue;
      renameExport(file, node, name);
      changed(file, imported, name, rangeOf(node).start);
    }
    for (const { key, name, taken } of mockedKeys(file.root)) renameMock(file, context, key, name, taken);
  },
};

function renameUses(file: SourceFile, context: Context): void {
  for (const reference of file.cache.references) {
    const { imported, node, local } = reference;
    const { start } = rangeOf(node);
    if (imported === "unstable_noStore" && reference.role === "call") {
      const message = "unstable_noStore keeps its name; with cacheComponents nothing is cached without 'use cache'.";
      file.report({
        kind: "note",
        reason: "no-store",
        offset: start,
        message,
        suggestion: "Use connection() of next/server to wait for a request.",
      });
    }
    // A module that passes the old name on keeps it, whatever it imports.
    const name = isNextCache(reference.binding.specifier) ? STABLE[imported] : undefined;
    // Where it has another name here, only the import has to change.
    if (name === undefined || (local !== undefined && local !== imported)) continue;
    if (tells(file, context, imported, start)) continue;
    renameReference(file, reference, name);
    changed(file, imported, name, start);
  }
}

/** `unstable_cacheTag as x`, and what is imported and not used. */
function renameImport(file: SourceFile, context: Context, binding: CacheBinding, specifier: CacheSpecifier): void {
  const { imported, local, node } = specifier;
  const name = isNextCache(binding.specifier) ? STABLE[imported] : undefined;
  const used = file.cache.references.some((use) => use.binding === binding && use.local === local);
  if (name === undefined || (local === imported && used)) return;
  const { start } = rangeOf(node["imported"] ?? node["key"]);
  if (tells(file, context, imported, start)) return;
  const join = binding.kind === "import" ? " as " : ": ";
  const shown = local === imported ? name : local;
  const value =
    binding.kind === "pattern" && shown !== name
      ? file.text.slice(rangeOf(node["value"]).start, rangeOf(node).end)
      : shown;
  file.edits.replace(start, rangeOf(node).end, shown === name && value === shown ? name : `${name}${join}${value}`);
  changed(file, imported, name, start);
}

function renameMock(
  file: SourceFile,
  context: Context,
  key: { start: number; end: number; shorthand: boolean },
  name: string,
  taken: boolean,
): void {
  const old = file.text.slice(key.start, key.end);
  if (tells(file, context, old, key.start)) return;
  if (taken) {
    const message = `This mock of next/cache has ${name} besides ${old}.`;
    file.report({ kind: "left", reason: "mocked-twice", offset: key.start, message, suggestion: `Remove ${old}.` });
    return;
  }
  file.edits.replace(key.start, key.end, key.shorthand ? `${name}: ${old}` : name);
  changed(file, old, name, key.start);
}

function changed(file: SourceFile, old: string, name: string, offset: number): void {
  file.report({ kind: "changed", reason: "stable-name", offset, message: `${old} is ${name} now.` });
}

/** Whether it has to stay, which it tells. */
function tells(file: SourceFile, context: Context, imported: string, offset: number): boolean {
  const old = tooOld(context);
  if (old === undefined) return false;
  const message = `${imported} has its stable name since Next.js 16; ${old}.`;
  file.report({ kind: "left", reason: "next-too-old", offset, message, suggestion: UPGRADE });
  return true;
}

const plainForm: PlainTransform = plain(stableNames);
export default plainForm;
