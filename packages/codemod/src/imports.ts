import type { CacheBinding, CacheBindings, CacheReference, CacheSpecifier } from "./cache-bindings.ts";
import type { Edits } from "./edits.ts";
import { rangeOf } from "./parse.ts";
import type { Node } from "./scope.ts";

/** Keeps the imports of `next/cache` in step with what a transform does to the uses. */
export interface Imports {
  /**
   * What to write for `name` where `at` is used now: a local name, or `cache.name` for a namespace. Adds the import when
   * there is none, by another name when the name is taken in this file.
   */
  readonly use: (name: string, at: CacheReference) => string;
  /** Says that an edit takes this use away. An import whose uses are all taken away goes as well. */
  readonly drop: (reference: CacheReference) => void;
  /** Called by the engine when the transform is done. */
  readonly finish: () => void;
}

export function createImports(
  text: string,
  { bindings, references }: CacheBindings,
  identifiers: () => ReadonlySet<string>,
  edits: Edits,
): Imports {
  const added = new Map<CacheBinding, Map<string, string>>();
  const dropped = new Set<CacheReference>();

  const known = (name: string, binding: CacheBinding): string | undefined => {
    const places =
      binding.kind === "import" ? bindings.filter(({ kind, typeOnly }) => kind === "import" && !typeOnly) : [binding];
    for (const place of places) {
      const local =
        added.get(place)?.get(name) ??
        place.specifiers.find(({ imported, node }) => imported === name && node["importKind"] !== "type")?.local;
      if (local !== undefined) return local;
    }
    return undefined;
  };

  return {
    use: (name, { binding, node }) => {
      if (binding.kind === "namespace" || binding.kind === "inline") {
        const { end, start } = rangeOf(node["object"] ?? node["left"]);
        const from = rangeOf(node).start;
        return `${text.slice(from, start)}${text.slice(start, end)}${closing(text, end)}.${name}`;
      }
      const local = known(name, binding);
      if (local !== undefined) return local;
      const fresh = freeName(name, identifiers());
      added.set(binding, (added.get(binding) ?? new Map<string, string>()).set(name, fresh));
      return fresh;
    },
    drop: (reference) => {
      dropped.add(reference);
    },
    finish: () => {
      for (const binding of bindings) {
        const wanted = [...(added.get(binding) ?? [])];
        const unused = binding.specifiers.filter((specifier) => {
          const uses = references.filter((use) => use.binding === binding && use.local === specifier.local);
          return uses.length > 0 && uses.every((use) => dropped.has(use));
        });
        if (wanted.length > 0 || unused.length > 0) rewrite(text, binding, unused, wanted, edits);
      }
    },
  };
}

/** New names take the places of those that go, so that the diff is one line. */
function rewrite(
  text: string,
  binding: CacheBinding,
  unused: readonly CacheSpecifier[],
  wanted: readonly (readonly [name: string, local: string])[],
  edits: Edits,
): void {
  const join = binding.kind === "import" ? " as " : ": ";
  const written = wanted.map(([name, local]) => (name === local ? name : `${name}${join}${local}`));
  const separator = separatorOf(text, binding);
  const leaving = [...unused];
  const places = leaving.splice(0, written.length);
  for (const [index, { node }] of places.entries()) {
    const names = index < places.length - 1 ? written.slice(index, index + 1) : written.slice(index);
    // From the name on: `type` in front of it stays.
    edits.replace(rangeOf(node["imported"] ?? node["key"]).start, rangeOf(node).end, names.join(separator));
  }
  if (places.length === 0 && written.length > 0) {
    const last = binding.specifiers.at(-1);
    if (last === undefined) throw new Error("an import of next/cache without a name to put another one next to");
    edits.insert(rangeOf(last.node).end, ["", ...written].join(separator));
  }
  removeNames(text, binding, leaving, edits);
}

/** Names that have a line each keep it so. */
function separatorOf(text: string, binding: CacheBinding): string {
  const [line] = /\r?\n[ \t]*$/.exec(text.slice(0, rangeOf(binding.specifiers[0]?.node ?? binding.node).start)) ?? [];
  return `,${binding.specifiers.length > 0 && line !== undefined ? line : " "}`;
}

function removeNames(text: string, binding: CacheBinding, leaving: readonly CacheSpecifier[], edits: Edits): void {
  const all = namesOf(binding);
  const leaves = (node: Node): boolean => leaving.some((other) => other.node === node);
  if (leaving.length > 0 && all.every(leaves)) {
    removeAll(text, binding, edits);
    return;
  }
  const lastStaying = all.findLastIndex((node) => !leaves(node));
  for (const [index, node] of all.entries()) {
    if (index >= lastStaying || !leaves(node)) continue;
    // With the comma behind it; a comment behind that belongs to the next one.
    const { start, end } = rangeOf(node);
    const comma = text.indexOf(",", end);
    edits.remove(start, comma + 1 + (/^\s*/.exec(text.slice(comma + 1))?.[0].length ?? 0));
  }
  // The last ones with the comma in front of them, so that the style of the end of the list stays.
  if (lastStaying < all.length - 1) edits.remove(rangeOf(all[lastStaying]).end, rangeOf(all.at(-1)).end);
}

function namesOf({ kind, node }: CacheBinding): readonly Node[] {
  if (kind !== "import") return node["properties"] as Node[];
  return (node["specifiers"] as Node[]).filter(({ type }) => type === "ImportSpecifier");
}

/** The statement with its line; the comments above it stay, for they may be the licence of the file. */
function removeAll(text: string, binding: CacheBinding, edits: Edits): void {
  const hasDefault =
    binding.kind === "import" && namesOf(binding).length < (binding.node["specifiers"] as Node[]).length;
  if (binding.statement === undefined || hasDefault) return;
  const { start, end } = rangeOf(binding.statement);
  const line = /^[ \t]*(?:\r?\n|$)/.exec(text.slice(end));
  const indent = /(?:^|\n)([ \t]*)$/.exec(text.slice(0, start));
  if (line === null || indent === null) edits.remove(start, end);
  else edits.remove(start - (indent[1]?.length ?? 0), end + line[0].length);
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  const base = `next${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  let free = base;
  for (let n = 2; taken.has(free); n++) free = `${base}${n}`;
  return free;
}

/** What closes the object of a member expression again: `(await import("next/cache"))`. */
function closing(text: string, end: number): string {
  return /^\s*\)*/.exec(text.slice(end))?.[0].trimEnd() ?? "";
}
