import type { Project } from "./project/project.ts";
import { isNextCache } from "./next-cache.ts";

/** Whether `name`, as a specifier gives it in a file, is what `next/cache` exports by the same name. */
export function passesOn(project: Project | undefined, specifier: string, from: string, name: string): boolean {
  const seen = new Set<string>();
  const exportsIt = (source: string, importer: string): boolean => {
    if (isNextCache(source)) return true;
    const module = project?.resolve(source, importer);
    if (module === undefined || seen.has(module)) return false;
    seen.add(module);
    const facts = project?.facts(module);
    const passed = (facts?.imports ?? []).filter(({ reExport }) => reExport);
    for (const { specifier: next, names } of passed) {
      for (const [original, exported] of names) {
        if (exported !== name || original === "*") continue;
        return original === name && exportsIt(next, module);
      }
    }
    // What it declares itself hides what `export *` has.
    if (facts?.exports.has(name) === true) return false;
    return passed.some(({ specifier: next, names }) => names.get("*") === "*" && exportsIt(next, module));
  };
  return exportsIt(specifier, from);
}

/** Whether it is worth asking: whether the module, or one that it exports again, mentions `next/cache`. */
export function mayPassOn(project: Project | undefined, specifier: string, from: string): boolean {
  const seen = new Set<string>();
  const mentions = (source: string, importer: string): boolean => {
    const module = project?.resolve(source, importer);
    if (module === undefined || seen.has(module)) return false;
    seen.add(module);
    const text = project?.read(module) ?? "";
    if (!/\bexport\s*[*{]/.test(text)) return false;
    if (text.includes("next/cache")) return true;
    return (project?.facts(module)?.imports ?? []).some(
      ({ reExport, specifier: next }) => reExport && mentions(next, module),
    );
  };
  return mentions(specifier, from);
}
