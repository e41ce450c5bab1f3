import type { ASTPath } from "jscodeshift";
import { findConfigObjects, propertyOf } from "../../config-objects.ts";
import { j, rangeOf } from "../../parse.ts";
import type { Node } from "../../scope.ts";
import type { SourceFile } from "../../source-file.ts";
import type { Context } from "../../transform.ts";
import { createLookup } from "../unstable-cache/lookup.ts";
import { exportedConfig } from "./exported.ts";
import { type Handler, handlersOf } from "./handlers.ts";
import { insertImport } from "./import.ts";
import { removeProperties } from "./properties.ts";
import { removeUnused } from "./unused.ts";

/** What to set where the app runs. */
const ENVIRONMENT = {
  filesystem:
    "Set TAGLEDGER_DIR to a directory that all processes of the machine share; without it, it is .next/cache/tagledger.",
  redis:
    "Set REDIS_URL (or TAGLEDGER_REDIS_URL), and TAGLEDGER_NAMESPACE when several apps share the server. It needs `redis` or `ioredis` as a dependency.",
} as const;

/** Wraps the configuration with `withTagledger`, and takes the handlers away that it replaces. */
export function adoptConfig(file: SourceFile, { project, options }: Context): void {
  if (/["'`]@tagledger\/[\w-]+\/next["'`]/.test(file.text)) return;
  const exported = exportedConfig(file.root);
  if (exported === undefined) {
    const message = "This configuration is not exported in a way that can be wrapped.";
    file.report({
      kind: "left",
      reason: "config-not-recognised",
      offset: 0,
      message,
      suggestion: "Wrap what it exports with withTagledger().",
    });
    return;
  }
  const { start, end, isDeclaration, format } = exported;
  file.report({
    kind: "changed",
    reason: "adopted",
    offset: start,
    message: `withTagledger of @tagledger/${options.store}/next wraps the configuration.`,
    suggestion: ENVIRONMENT[options.store],
  });
  if (format === "cjs" || /\.[cm]?ts$/.test(file.path)) {
    const message = "This configuration is loaded as CommonJS, and requires an ES module.";
    file.report({
      kind: "note",
      reason: "node-version",
      offset: start,
      message,
      suggestion: "Use Node.js 20.19 or newer, or a next.config.mjs.",
    });
  }
  const cuts = findConfigObjects(file.root).objects.flatMap((object) => removeHandlers(object, file, project));
  removeUnused(file, cuts);
  insertImport(file, format, `@tagledger/${options.store}/next`);
  file.edits.insert(start, "withTagledger(");
  file.edits.insert(end, isDeclaration ? `)${file.style.semi}` : ")");
}

type Project = Context["project"];

function removeHandlers(object: ASTPath, file: SourceFile, project: Project): { start: number; end: number }[] {
  const leaving: Node[] = [];
  for (const name of ["cacheHandler", "cacheHandlers"]) {
    const property = propertyOf(object, name);
    if (property === undefined) continue;
    const handlers = readHandlers(property, file.path, project);
    const { start } = rangeOf(property.node);
    if (handlers === undefined) {
      const message = `${name} is a handler of your own; withTagledger keeps it instead of its own.`;
      file.report({
        kind: "left",
        reason: "own-handler",
        offset: start,
        message,
        suggestion: `Remove ${name} to use tagledger's.`,
      });
      continue;
    }
    leaving.push(property.node as unknown as Node);
    report(name, handlers, start, file);
  }
  const memory = propertyOf(object, "cacheMaxMemorySize");
  const isOff = (memory?.node as unknown as { value?: { value?: unknown } } | undefined)?.value?.value === 0;
  if (leaving.length > 0 && memory !== undefined && isOff) leaving.push(memory.node as unknown as Node);
  return leaving.length === 0 ? [] : removeProperties(file.text, object.node as unknown as Node, leaving, file.edits);
}

/** Also through a variable. */
function readHandlers(property: ASTPath, config: string, project: Project): Handler[] | undefined {
  const value = property.get("value") as ASTPath;
  const direct = handlersOf(value, config, project);
  if (direct !== undefined) return direct;
  const named = createLookup(project).resolve({ path: value, file: config });
  if (named === undefined || j(value).find(j.StringLiteral).length > 0) return undefined;
  return handlersOf(named.path, config, project);
}

function report(name: string, handlers: readonly Handler[], offset: number, file: SourceFile): void {
  const of = [...new Set(handlers.map((handler) => handler.of))].join(", ");
  file.report({
    kind: "changed",
    reason: "handler-replaced",
    offset,
    message: `${name} was ${of}; tagledger takes its place.`,
  });
  for (const unused of new Set(handlers.flatMap((handler) => handler.file ?? []))) {
    file.report({
      kind: "left",
      reason: "handler-file",
      offset,
      message: `${unused} is not used by the configuration any more.`,
      suggestion: "Delete it when nothing else uses it, and remove the packages it imports.",
    });
  }
}
