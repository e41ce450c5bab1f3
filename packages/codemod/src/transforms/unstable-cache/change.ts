import type { Options } from "../../options.ts";
import type { ASTPath } from "jscodeshift";
import { j } from "../../parse.ts";
import { isFunction, isReference } from "../../scope.ts";
import type { SourceFile } from "../../source-file.ts";
import type { Finding } from "../../transform.ts";
import { capturesOf } from "./captures.ts";
import { declarationOf } from "./declaration.ts";
import { newInKey } from "./key.ts";
import { isInside, nodeOf, parentOf, type Use, usesIn } from "./names.ts";
import { isObjectOfMember } from "./opaque.ts";
import type { Settings } from "./settings.ts";
import type { Site } from "./site.ts";
import { escapingThrows } from "./throws.ts";

type Said = Omit<Finding, "offset">;

const RESULTS = "Results are not turned into JSON any more: dates stay dates, and instances of classes throw.";

/** What a reviewer has to know of one migrated site. */
export function describeChange({ fn, target }: Site, { revalidateSeconds }: Settings, { directive }: Options): Said {
  const store = directive === "use cache" ? "its entries are kept per instance" : "its entries are shared";
  const life = revalidateSeconds === Infinity ? "; it is revalidated after 30 days at the latest" : "";
  const body = isFunction(nodeOf(fn)) ? fn : target?.path;
  const throws = body !== undefined && isFunction(nodeOf(body)) && escapingThrows(body).length > 0;
  const errors = throws ? "; an error reaches callers without class and message, and fails a prerender" : "";
  return {
    kind: "changed",
    reason: "use-cache",
    message: `unstable_cache became '${directive}': ${store} until the next deployment${life}${errors}. ${RESULTS}`,
  };
}

export function notesOn(site: Site, file: SourceFile): Said[] {
  const added = newInKey(site);
  const unknown = capturesOf(site).filter((use) => !isObjectOfMember(use.path) && isResultOfCall(use));
  const notes: Said[] = [];
  if (added.length > 0) {
    notes.push({
      kind: "note",
      reason: "key-is-finer",
      message: `The key now also has ${quoted(added)}, which the function uses and keyParts did not have.`,
    });
  }
  if (unknown.length > 0) {
    notes.push({
      kind: "note",
      reason: "captured-value",
      message: `${quoted([...new Set(unknown.map(({ name }) => name))])} is now part of the key, so it has to be plain data.`,
    });
  }
  if (!isFunction(nodeOf(site.fn)) && site.target === undefined) {
    notes.push({
      kind: "note",
      reason: "function-not-visible",
      message: "The cached function cannot be seen here.",
      suggestion:
        "Look whether it reads cookies or headers or returns instances, and whether it has overloads or type parameters.",
    });
  }
  const unused = onlyInKey(site, file);
  if (unused.length > 0) {
    notes.push({
      kind: "note",
      reason: "not-used-any-more",
      message: `Only the key has used ${quoted(unused)}.`,
      suggestion: "Remove it.",
    });
  }
  return notes;
}

/** What is declared in this file for the key alone. */
function onlyInKey({ keys }: Site, { root }: SourceFile): string[] {
  if (keys === undefined) return [];
  const isIn = (path: ASTPath): boolean => isInside(nodeOf(path), nodeOf(keys));
  const names = usesIn(keys).filter(({ name, scope, path }) => {
    const declaration = declarationOf({ name, scope, path });
    if (declaration?.kind !== "variable" && declaration?.kind !== "import") return false;
    const others = root.find(j.Identifier, { name }).paths();
    return others.every((other) => isIn(other) || !isReference(other) || isDeclared(other));
  });
  return [...new Set(names.map(({ name }) => name))];
}

function isDeclared(path: ASTPath): boolean {
  const parent = nodeOf(path.parent as ASTPath);
  return parent.type === "VariableDeclarator" && parent["id"] === path.node && !isExported(path);
}

/** `export const x = …`. */
function isExported(path: ASTPath): boolean {
  return parentOf(parentOf(parentOf(path) as ASTPath) as ASTPath)?.node.type.startsWith("Export") === true;
}

function isResultOfCall(use: Use): boolean {
  const declaration = declarationOf(use);
  if (declaration?.kind !== "variable" || declaration.init === undefined) return false;
  const { type, name } = declaration.pattern as { type: string; name?: string };
  const node = nodeOf(declaration.init);
  const value = node.type === "AwaitExpression" ? (node["argument"] as { type: string }) : node;
  return type === "Identifier" && name === use.name && value.type === "CallExpression";
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(", ");
}
