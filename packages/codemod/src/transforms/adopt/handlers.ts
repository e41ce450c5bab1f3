import type { ASTPath } from "jscodeshift";
import { j } from "../../parse.ts";
import { within, directoryOf } from "../../project/path.ts";
import type { Project } from "../../project/project.ts";
import type { Node } from "../../scope.ts";

/** The published handlers whose place tagledger takes. */
export const PUBLISHED: readonly string[] = [
  "@neshca/cache-handler",
  "@fortedigital/nextjs-cache-handler",
  "@trieb.work/nextjs-turbo-redis-cache",
  "@mrjasonroy/cache-components-cache-handler",
  "@leejpsd/nextjs-cache-handler",
];

/** What a `cacheHandler` or an entry of `cacheHandlers` is. */
export interface Handler {
  /** The package, or `Redis` for a file like that of Next's own example. */
  readonly of: string;
  /** The file of the app that wires it, relative to the project. */
  readonly file?: string | undefined;
}

/** @returns every handler that a value names; `undefined` when one of them is none that we know. */
export function handlersOf(value: ASTPath, config: string, project: Project | undefined): Handler[] | undefined {
  const handlers: Handler[] = [];
  for (const name of namesIn(value)) {
    const handler = publishedIn(name) ?? handlerFile(name, config, project);
    if (handler === undefined) return undefined;
    handlers.push(handler);
  }
  return handlers.length === 0 ? undefined : handlers;
}

/** `require.resolve("x")`, `path.join(__dirname, "x")`, …: the strings that are no part of a comparison. */
function namesIn(value: ASTPath): string[] {
  const literals = value.node.type === "StringLiteral" ? [value] : j(value).find(j.StringLiteral).paths();
  return literals
    .filter(({ parent }) => (parent as ASTPath).node.type !== "BinaryExpression")
    .filter(({ node, parent }) => !isKey(node as unknown as Node, (parent as ASTPath).node as unknown as Node))
    .map(({ node }) => (node as unknown as { value: string }).value)
    .filter((name) => name !== "." && name !== "");
}

function isKey(node: Node, parent: Node): boolean {
  return parent["key"] === node || (parent["property"] === node && parent["computed"] === true);
}

function publishedIn(name: string): Handler | undefined {
  const of = PUBLISHED.find((published) => name === published || name.startsWith(`${published}/`));
  return of === undefined ? undefined : { of };
}

function handlerFile(name: string, config: string, project: Project | undefined): Handler | undefined {
  const base = within(directoryOf(config), name);
  const file = [base, ...["js", "cjs", "mjs", "ts"].map((extension) => `${base}.${extension}`)].find(
    (candidate) => candidate !== undefined && project?.read(candidate) !== undefined,
  );
  const text = file === undefined ? undefined : project?.read(file);
  if (text === undefined) return undefined;
  const published = PUBLISHED.find((each) => mentions(text, each));
  if (published !== undefined) return { of: published, file };
  // The example of Next.js: a client of Redis and the methods of a handler.
  const isRedis = ["redis", "ioredis", "@redis/client"].some((client) => mentions(text, client));
  return isRedis && /\bget\s*\(/.test(text) && /\bset\s*\(/.test(text) ? { of: "Redis", file } : undefined;
}

/** Whether a text imports a package or something of it. */
export function mentions(text: string, name: string): boolean {
  return ['"', "'", "`"].some((quote) => text.includes(`${quote}${name}${quote}`) || text.includes(`${quote}${name}/`));
}
