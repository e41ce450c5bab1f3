import type { Collection } from "jscodeshift";
import { type CacheBindings, findCacheBindings, type IsCache } from "./cache-bindings.ts";
import { createEdits, type Edits } from "./edits.ts";
import type { Finding } from "./finding.ts";
import { createImports, type Imports } from "./imports.ts";
import { isNextCache } from "./next-cache.ts";
import { parse } from "./parse.ts";
import { once } from "./once.ts";
import { type Style, styleOf } from "./style.ts";
import { variableNames } from "./variable-names.ts";

/** One file as a transform sees it. What is expensive is made when it is first asked for. */
export interface SourceFile {
  /** Relative to the project, with `/`. */
  readonly path: string;
  readonly text: string;
  /** To search. Its nodes have the offsets of `text`; see `rangeOf`. Throws what the parser throws. */
  readonly root: Collection;
  readonly style: Style;
  /** What the file has from `next/cache`, and where it uses it. */
  readonly cache: CacheBindings;
  /** To change what it has from `next/cache`. */
  readonly imports: Imports;
  readonly edits: Edits;
  readonly report: (finding: Finding) => void;
}

export interface Outcome {
  readonly edits: Edits;
  readonly findings: readonly Finding[];
  readonly finish: () => void;
}

/** @param isCache whether a name that another module exports is that of `next/cache`. */
export function createSourceFile(path: string, text: string, isCache: IsCache = () => false): SourceFile & Outcome {
  const edits = createEdits();
  const findings: Finding[] = [];
  const root = once(() => parse(path, text));
  const style = once(() => styleOf(text));
  const cache = once(() =>
    findCacheBindings(root(), (specifier, name) => isNextCache(specifier) || isCache(specifier, name)),
  );
  const identifiers = once(() => variableNames(root()));
  const imports = once(() => createImports(text, cache(), identifiers, edits));
  let importsAsked = false;
  return {
    path,
    text,
    edits,
    findings,
    report: (finding) => {
      findings.push(finding);
    },
    finish: () => {
      if (importsAsked) imports().finish();
    },
    get root() {
      return root();
    },
    get style() {
      return style();
    },
    get cache() {
      return cache();
    },
    get imports() {
      importsAsked = true;
      return imports();
    },
  };
}
