import type { ASTPath } from "jscodeshift";
import { type ConfigObjects, keyOf, propertyOf } from "../../config-objects.ts";
import { j, rangeOf } from "../../parse.ts";
import type { Node } from "../../scope.ts";
import type { SourceFile } from "../../source-file.ts";

/** An object literal of the configuration with an `experimental` object literal in it. */
export interface Place {
  readonly object: Node;
  /** The property `experimental`. */
  readonly property: Node;
  readonly experimental: Node;
}

/** The options this transform knows, where they are experimental. */
export const KNOWN: ReadonlySet<string> = new Set([
  "cacheComponents",
  "cacheHandlers",
  "cacheLife",
  "dynamicIO",
  "ppr",
  "useCache",
]);

export function placesOf({ objects }: ConfigObjects): Place[] {
  return objects.flatMap((object) => {
    const property = propertyOf(object, "experimental")?.node as unknown as Node | undefined;
    const experimental = property === undefined ? undefined : unwrap(property["value"] as Node);
    if (property === undefined || experimental?.type !== "ObjectExpression") return [];
    return [{ object: object.node as unknown as Node, property, experimental }];
  });
}

function unwrap(node: Node): Node {
  return /^TS(?:As|Satisfies)Expression$/.test(node.type) ? unwrap(node["expression"] as Node) : node;
}

export function propertiesOf(object: Node): readonly Node[] {
  return object["properties"] as Node[];
}

export function named(object: Node, name: string): Node | undefined {
  return propertiesOf(object).find((property) => keyOf(property) === name);
}

/** Mentions of the known options that are in no place: an assignment, a spread of a variable, a function's result. */
export function strays(
  file: SourceFile,
  places: readonly Place[],
): { readonly name: string; readonly offset: number }[] {
  const seen = new Set(
    places.flatMap(({ object, experimental }) => [...propertiesOf(object), ...propertiesOf(experimental)]),
  );
  const found: { name: string; offset: number }[] = [];
  const add = (path: ASTPath, name: string | undefined): void => {
    if (name !== undefined && (name === "dynamicIO" || name === "useCache"))
      found.push({ name, offset: rangeOf(path.node).start });
  };
  file.root.find(j.ObjectProperty).forEach((path) => {
    if (!seen.has(path.node as unknown as Node)) add(path, keyOf(path.node as unknown as Node));
  });
  file.root.find(j.AssignmentExpression).forEach((path) => {
    const property = (path.node.left as unknown as Node)["property"] as Node | undefined;
    add(path, property === undefined ? undefined : String(property["name"] ?? property["value"]));
  });
  return found;
}

export function nameOf(property: Node): string {
  const { name, value } = (property["key"] ?? {}) as Node;
  return String(name ?? value);
}

export function isTrue(property: Node | undefined): boolean {
  return ((property?.["value"] ?? {}) as Node)["value"] === true;
}
