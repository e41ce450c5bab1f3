import type { CacheReference } from "../../cache-bindings.ts";
import { scopeOf } from "../../scope.ts";
import type { SourceFile } from "../../source-file.ts";
import type { Context } from "../../transform.ts";
import { nodeOf, usesIn } from "./names.ts";
import { type Refusal, refuse } from "./refusal.ts";

/** Why nothing in a file can have `'use cache'`. */
export function refusePlace(file: SourceFile, { app, options, reach }: Context): Refusal | undefined {
  const directives = (nodeOf(file.root.get().get("program"))["directives"] ?? []) as { value: { value: string } }[];
  const major = options.next ?? app.nextMajor;
  const at = (kind: Parameters<typeof reach.has>[0], path: RegExp): boolean =>
    reach.has(kind) || (reach.has("unknown") && path.test(file.path));

  if (directives.some(({ value }) => value.value === "use client")) {
    return refuse("client-module", "This module runs in the browser.");
  }
  if (major !== undefined && major < 16) return refuse("next-version", `The app has Next.js ${major}.`);
  if (/^export const runtime\b[^=\n]*=\s*["'](?:experimental-)?edge["']/m.test(file.text)) {
    return refuse("edge-runtime", "This runs in the edge runtime.");
  }
  if (at("pages", /(?:^|\/)pages\//)) {
    return refuse(
      "runs-in-pages-router",
      "The Pages Router runs this; 'use cache' is not compiled there and cacheLife throws.",
    );
  }
  if (at("proxy", /(?:^|\/)(?:proxy|middleware)\.\w+$/))
    return refuse("runs-in-proxy", "The proxy or middleware runs this.");
  if (
    at("instrumentation", /(?:^|\/)instrumentation\.\w+$/) ||
    isScript(file.path, reach.has("loose") || reach.has("unknown"))
  ) {
    return refuse(
      "runs-outside-requests",
      "This runs outside of Next.js requests, where cacheLife and cacheTag throw.",
    );
  }
  if (
    /(?:^|\/)__(?:tests|mocks)__\/|\.(?:test|spec)\.\w+$/.test(file.path) ||
    (reach.has("test") && options.mode === "preserve")
  ) {
    return refuse("runs-in-tests", "A test runs this; outside of Next.js cacheLife and cacheTag throw.");
  }
  if (app.useCache !== true && !options.enableCacheComponents) {
    const found = app.useCache === false ? "is off" : "is not known to be on";
    return refuse("cache-components-off", `cacheComponents ${found} in the app, so 'use cache' would not compile.`);
  }
  return undefined;
}

function isScript(path: string, loose: boolean): boolean {
  return loose && /(?:^|\/)(?:scripts?|bin|seeds?|cli)\//.test(path);
}

/** Why a use of the name cannot be followed. */
export function refuseReference({ binding, role, path }: CacheReference): Refusal | undefined {
  if (role !== "call") {
    return refuse("passed-as-value", "unstable_cache is passed on, so what it is called with cannot be seen.");
  }
  const [name] = usesIn(path);
  const atTop = name !== undefined && scopeOf(name.path, name.name)?.type === "Program";
  if (binding.kind === "inline" || !atTop) {
    return refuse("loaded-at-run-time", "next/cache is loaded inside a function.");
  }
  const source = (binding.node["source"] as { value?: string } | undefined)?.value;
  if (source !== undefined && !/^next\/cache(?:\.js)?$/.test(source)) {
    return refuse("other-module", `unstable_cache comes from \`${source}\`.`);
  }
  return undefined;
}
