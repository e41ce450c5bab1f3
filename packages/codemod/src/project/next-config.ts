import type { ASTPath } from "jscodeshift";
import { type ConfigObjects, findConfigObjects, keyOf, propertyOf } from "../config-objects.ts";
import { parse } from "../parse.ts";
import type { Node } from "../scope.ts";

/** What a next.config says about caching; `undefined` for what only running it could tell. */
export interface CacheConfig {
  /** Whether `'use cache'` compiles: `cacheComponents`, or the older `useCache` or `dynamicIO`. */
  readonly useCache?: boolean | undefined;
  /** Names of the profiles in `cacheLife`, besides the presets. */
  readonly profiles?: ReadonlySet<string> | undefined;
  /** The endings of pages and routes; empty when they are those of Next.js. */
  readonly pageExtensions?: readonly string[] | undefined;
}

export function readNextConfig(path: string, text: string): CacheConfig {
  let config: ConfigObjects;
  try {
    config = findConfigObjects(parse(path, text));
  } catch {
    return {};
  }
  const places = config.objects.flatMap((object) => {
    const experimental = propertyOf(object, "experimental")?.get("value") as ASTPath | undefined;
    const isObject = (experimental?.node as unknown as Node | undefined)?.type === "ObjectExpression";
    return experimental !== undefined && isObject ? [object, experimental] : [object];
  });
  return {
    useCache: useCacheOf(places, config),
    profiles: profilesOf(places, config.opaque),
    pageExtensions: pageExtensionsOf(config),
  };
}

/** Where it depends which objects count, each of them must say so; one that only some builds see is not relied on. */
function useCacheOf(places: readonly ASTPath[], { objects, opaque, branches }: ConfigObjects): boolean | undefined {
  const said: (boolean | undefined)[] = [];
  for (const place of places) {
    for (const name of ["cacheComponents", "useCache", "dynamicIO"]) {
      const value = (propertyOf(place, name)?.node as unknown as { value?: Node } | undefined)?.value;
      if (value === undefined) continue;
      said.push(value.type === "BooleanLiteral" ? value["value"] === true : undefined);
    }
  }
  if (!said.includes(true)) return opaque || said.includes(undefined) ? undefined : false;
  if (!branches) return true;
  return said.length >= objects.length && said.every((one) => one === true) ? true : undefined;
}

function profilesOf(places: readonly ASTPath[], opaque: boolean): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  for (const place of places) {
    const value = (propertyOf(place, "cacheLife")?.node as unknown as { value?: Node } | undefined)?.value;
    if (value === undefined) continue;
    if (value.type !== "ObjectExpression") return undefined;
    for (const property of value["properties"] as Node[]) {
      const name = keyOf(property);
      if (name === undefined || property["key"] === undefined) return undefined;
      names.add(name);
    }
  }
  return opaque ? undefined : names;
}

function pageExtensionsOf({ objects, opaque }: ConfigObjects): readonly string[] | undefined {
  const found: string[] = [];
  for (const object of objects) {
    const property = propertyOf(object, "pageExtensions")?.node as unknown as { value?: Node } | undefined;
    if (property === undefined) continue;
    const elements = property.value?.type === "ArrayExpression" ? (property.value["elements"] as (Node | null)[]) : [];
    if (elements.length === 0 || elements.some((element) => element?.type !== "StringLiteral")) return undefined;
    found.push(...elements.map((element) => String(element?.["value"]).replace(/^\./, "")));
  }
  return opaque ? undefined : found;
}
