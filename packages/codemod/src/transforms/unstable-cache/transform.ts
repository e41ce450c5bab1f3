import type { ASTPath } from "jscodeshift";
import { rangeOf } from "../../parse.ts";
import { plain, type PlainTransform } from "../../plain.ts";
import type { CacheReference } from "../../cache-bindings.ts";
import type { SourceFile } from "../../source-file.ts";
import type { Context, Transform } from "../../transform.ts";
import { callersOf } from "./callers.ts";
import { refuseCaptures } from "./captures.ts";
import { describeChange, notesOn } from "./change.ts";
import { refuseConsumers } from "./consumers.ts";
import { refuseFunction } from "./function.ts";
import { refuseKey } from "./key.ts";
import { createLookup, type Lookup } from "./lookup.ts";
import { isInside, nodeOf, parentOf } from "./names.ts";
import { refuseOutside } from "./outside.ts";
import { refusePlace, refuseReference } from "./place.ts";
import { refuseToPreserve } from "./preserve.ts";
import { profilesAround } from "./profiles.ts";
import { type Refusal, refuse, SUGGESTIONS } from "./refusal.ts";
import { readSettings, refuseHiddenNames } from "./settings.ts";
import { readSite, type Site } from "./site.ts";
import { isFunction } from "../../scope.ts";
import { writeSite } from "./write.ts";

export const unstableCache: Transform = {
  name: "unstable-cache",
  summary: "unstable_cache becomes functions with 'use cache', cacheTag and cacheLife",
  needles: ["unstable_cache"],
  apply: (file, context) => {
    const references = file.cache.references.filter(({ imported }) => imported === "unstable_cache");
    const inPlace = references.length === 0 ? undefined : refusePlace(file, context);
    const lookup = createLookup(context.project);
    for (const reference of references) {
      // `typeof unstable_cache` in a type says nothing about what is cached.
      if (reference.role === "type") continue;
      const refusal = inPlace ?? migrate(reference, references, file, context, lookup);
      if (refusal === undefined) continue;
      const callers = refusal.reason === "generic-wrapper" ? callersOf(reference.path, file, context) : "";
      leave({ ...refusal, message: `${refusal.message}${callers}` }, rangeOf(reference.node).start, file);
    }
    for (const { imported, node } of file.cache.reExports) {
      if (imported !== "unstable_cache") continue;
      leave(
        refuse("re-exported", "unstable_cache is exported again, so its uses are elsewhere."),
        rangeOf(node).start,
        file,
      );
    }
  },
};

function leave({ reason, message }: Refusal, offset: number, file: SourceFile): void {
  file.report({ kind: "left", reason, offset, message, suggestion: SUGGESTIONS[reason] });
}

function migrate(
  reference: CacheReference,
  all: readonly CacheReference[],
  file: SourceFile,
  context: Context,
  lookup: Lookup,
): Refusal | undefined {
  const unclear = refuseReference(reference);
  if (unclear !== undefined) return unclear;
  const site = readSite(reference, file.path, lookup);
  if ("reason" in site) return site;
  const settings = readSettings(site, file, lookup, profilesAround(context));
  if ("reason" in settings) return settings;
  const refusal =
    (isNested(site, all) ? refuse("nested-cache", "One unstable_cache is inside another one.") : undefined) ??
    refuseTarget(site, file, lookup) ??
    refuseOutside(site, lookup) ??
    refuseCaptures(site) ??
    refuseHiddenNames(site) ??
    refuseKey(site, file, lookup) ??
    refuseConsumers(site, file, context) ??
    (context.options.mode === "preserve" ? refuseToPreserve(site, settings) : undefined);
  if (refusal !== undefined) return refusal;
  const offset = rangeOf(site.call.node).start;
  const findings = [describeChange(site, settings, context.options), ...notesOn(site, file)];
  const late = writeSite(site, settings, file, context.options);
  if (late === undefined) for (const finding of findings) file.report({ ...finding, offset });
  return late;
}

/** The function itself, wherever it is. */
function refuseTarget({ fn, target }: Site, file: SourceFile, lookup: Lookup): Refusal | undefined {
  const found = isFunction(nodeOf(fn)) ? { path: fn, file: file.path } : target;
  if (found === undefined) return undefined;
  if (isOverloaded(found.path)) {
    return refuse(
      "function-not-visible",
      "The cached function has overloads; Parameters<typeof f> takes the last one.",
    );
  }
  if (found === target && nodeOf(found.path)["typeParameters"] != null) {
    return refuse("generic-function", "The cached function has type parameters.");
  }
  return refuseFunction(found, lookup);
}

/** A declaration without a body, which stands for one of several or for a function that is elsewhere. */
function isOverloaded(path: ASTPath): boolean {
  return nodeOf(path).type === "TSDeclareFunction";
}

function isNested({ call }: Site, all: readonly CacheReference[]): boolean {
  const calls = all.flatMap(({ path, role }) => (role === "call" ? [parentOf(path) as ASTPath] : []));
  return calls.some(
    (other) =>
      other.node !== call.node && (isInside(nodeOf(other), nodeOf(call)) || isInside(nodeOf(call), nodeOf(other))),
  );
}

const plainForm: PlainTransform = plain(unstableCache);
export default plainForm;
