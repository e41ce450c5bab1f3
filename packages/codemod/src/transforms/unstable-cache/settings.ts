import { isReference, scopeOf } from "../../scope.ts";
import type { App } from "../../project/app.ts";
import type { SourceFile } from "../../source-file.ts";
import { rangeOf } from "../../parse.ts";
import { type Possible, possibleValues } from "./lifetime.ts";
import type { Lookup } from "./lookup.ts";
import { isMember, nodeOf, pathsOf, unwrapped, usesIn } from "./names.ts";
import { type Refusal, refuse } from "./refusal.ts";
import type { Setting, Site } from "./site.ts";

/** The arguments that `cacheTag` and `cacheLife` get. */
export interface Settings {
  /** None when there are no tags. */
  readonly tags: readonly Piece[];
  readonly life: Piece;
  /** `Infinity` when only a tag ends it. */
  readonly revalidateSeconds: number;
}

/** A text, and where in the file it is from; comments that belong to that place go with it. */
export interface Piece {
  readonly text: string;
  readonly from?: { readonly start: number; readonly end: number } | undefined;
}

/** What the presets of Next.js say, for apps whose config says something else: `server/config-shared.ts`. */
const PRESETS = {
  max: "stale: 300, revalidate: 2592000, expire: 31536000",
  default: "expire: 4294967294",
};

/** @param profiles the presets that the app may have changed. */
export function readSettings(
  site: Site,
  file: SourceFile,
  lookup: Lookup,
  profiles: App["profiles"],
): Settings | Refusal {
  const isPreset = (name: string): boolean => profiles?.has(name) === false;
  const tags = readTags(site.tags, file, lookup);
  if ("reason" in tags) return tags;
  const { revalidate } = site;
  const values: Possible | undefined =
    revalidate === undefined ? [undefined] : possibleValues(revalidate.value, lookup);
  const all = (values ?? []).filter((value) => typeof value === "number");
  const numbers = all.filter((value) => value > 0);
  if (all.includes(0) || (all.length > 0 && numbers.length === 0))
    return refuse(
      "revalidate-zero",
      `revalidate is ${all.find((value) => !(value > 0))}, at which unstable_cache throws.`,
    );
  if (values === undefined || (numbers.length > 0 && numbers.length < values.length)) {
    return refuse("revalidate-not-visible", "revalidate may be false or 0 here, and cacheLife does not take these.");
  }
  if (numbers.length === 0) {
    return {
      tags: tags.pieces,
      life: { text: isPreset("max") ? `${file.style.quote}max${file.style.quote}` : `{ ${PRESETS.max} }` },
      revalidateSeconds: Infinity,
    };
  }
  const { text, from } = written(revalidate as Setting, "revalidate", file);
  const life = [
    text === "revalidate" ? text : `revalidate: ${text}`,
    ...(isPreset("default") ? [] : [PRESETS.default]),
  ].join(", ");
  return { tags: tags.pieces, life: { text: `{ ${life} }`, from }, revalidateSeconds: Math.max(...numbers) };
}

function readTags(
  tags: Setting | undefined,
  file: SourceFile,
  lookup: Lookup,
): { readonly pieces: readonly Piece[] } | Refusal {
  if (tags === undefined) return { pieces: [] };
  const value = unwrapped(tags.value.path);
  const { type } = nodeOf(value);
  if (type === "ArrayExpression") {
    const elements = pathsOf(value, "elements");
    if (elements.length === 0) return { pieces: [] };
    if (tags.through !== undefined) return { pieces: [spread(tags, file)] };
    return { pieces: elements.map(({ node }) => ({ text: slice(file, node), from: rangeOf(node) })) };
  }
  const target = lookup.resolve({ path: value, file: tags.value.file });
  if (target === undefined || !isArray(nodeOf(unwrapped(target.path)))) {
    return refuse("tags-not-visible", "The tags are not an array that can be seen, so they may be undefined.");
  }
  return { pieces: [spread(tags, file)] };
}

/** An array, or the call of one of its own methods. */
function isArray(node: { readonly type: string; readonly [field: string]: unknown }): boolean {
  if (node.type === "ArrayExpression") return true;
  const { object, property } = (node["callee"] ?? {}) as { object?: { type: string }; property?: { name?: string } };
  return object?.type === "ArrayExpression" && /^(?:filter|map|concat|flat|flatMap|slice)$/.test(property?.name ?? "");
}

function spread(tags: Setting, file: SourceFile): Piece {
  const { text, from } = written(tags, "tags", file);
  return { text: `...${text}`, from };
}

function written({ value, through }: Setting, name: string, file: SourceFile): Piece {
  if (through !== undefined) return { text: `${slice(file, through.node)}.${name}` };
  return { text: slice(file, value.path.node), from: rangeOf(value.path.node) };
}

export function slice(file: SourceFile, node: unknown): string {
  const { start, end } = rangeOf(node);
  return file.text.slice(start, end);
}

/** Why what is written outside of the function does not mean the same inside of it. */
export function refuseHiddenNames({ fn, tags, revalidate }: Site): Refusal | undefined {
  const body = nodeOf(fn)["body"] === undefined ? fn : (fn.get("body") as typeof fn);
  for (const setting of [tags, revalidate]) {
    if (setting === undefined) continue;
    for (const { name, scope, path } of usesIn(setting.through ?? setting.value.path)) {
      if (setting.through === undefined && isMember(nodeOf(path))) continue;
      const inside = scopeOf(body, name);
      if (isReference(path) && inside !== scope && inside !== undefined && fn.node !== body.node) {
        return refuse("name-is-taken", `\`${name}\` is something else inside the cached function.`);
      }
    }
  }
  return undefined;
}
