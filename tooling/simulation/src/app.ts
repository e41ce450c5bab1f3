import { createHash } from "node:crypto";
import type { Files } from "@tagledger/core";

/** A function with `'use cache'`: reads the data of a tag of its own and calls others. */
export interface CachedFunction {
  readonly key: string;
  readonly tag?: string;
  readonly calls: readonly CachedFunction[];
  /** It is stored twice then, as itself and as what leads there. */
  readonly readsRootParam?: boolean;
  /** Seconds. */
  readonly revalidate: number;
  readonly expire: number;
}

export interface Route {
  readonly path: string;
  readonly kind: "APP_PAGE" | "APP_ROUTE";
  readonly functions: readonly CachedFunction[];
  /** Tags whose data it reads with `unstable_cache`. */
  readonly data: readonly string[];
  readonly key: string;
  /** The tags that Next.js gives to everything on it. */
  readonly pathTags: readonly string[];
  /** In the build, so that it has build output or a place for it. */
  readonly prerendered: boolean;
}

const FOREVER = 0xfffffffe;
const lasting = { revalidate: 900, expire: FOREVER };

const X: CachedFunction = { key: "x()", tag: "x", calls: [], readsRootParam: true, ...lasting };
const Y: CachedFunction = { key: "y()", tag: "y", calls: [], revalidate: 60, expire: 300 };
const BOTH: CachedFunction = { key: "both()", tag: "b", calls: [X, Y], ...lasting };
const OUTER: CachedFunction = { key: "outer()", calls: [BOTH, X], ...lasting };

export const FUNCTIONS: readonly CachedFunction[] = [X, Y, BOTH, OUTER];
/** The data there is. */
export const TAGS: readonly string[] = ["x", "y", "b"];

export const ROUTES: readonly Route[] = [
  route("/p", "APP_PAGE", [OUTER, Y], [], true),
  route("/d", "APP_PAGE", [BOTH], ["x", "y"], true),
  route("/r", "APP_ROUTE", [X], ["y"], false),
];

export const SERVER_DIST_DIR = "/app/.next/server";

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function route(
  path: string,
  kind: Route["kind"],
  functions: readonly CachedFunction[],
  data: readonly string[],
  prerendered: boolean,
): Route {
  const module = `${path}/${kind === "APP_ROUTE" ? "route" : "page"}`;
  return {
    path,
    kind,
    functions,
    data,
    key: `/route-cache/${kind}/${hashOf(module)}/$${path}`,
    pathTags: ["_N_T_/layout", `_N_T_${module}`, `_N_T_${path}`],
    prerendered,
  };
}

/** The folder of a build, in memory. */
export interface SimulatedFiles extends Files {
  put(path: string, content: string): void;
}

/** @param application builds of two applications may have the same id, and differ in their routes. */
export function buildOf(application: number): SimulatedFiles {
  const files = new Map<string, Buffer>();
  const put = (path: string, content: string): void => void files.set(path, Buffer.from(content));
  const modules: Record<string, string> = {};
  const routes: Record<string, object> = {};
  for (const { path, kind, prerendered } of ROUTES) {
    modules[`${path}/${kind === "APP_ROUTE" ? "route" : "page"}`] = path;
    if (!prerendered) continue;
    routes[path] = { srcRoute: path, dataRoute: `${path}.rsc`, initialRevalidateSeconds: false };
  }
  if (application !== 0) modules[`/only-${application}/page`] = `/only-${application}`;
  put("/app/.next/BUILD_ID", "same");
  put("/app/.next/app-path-routes-manifest.json", JSON.stringify(modules));
  put("/app/.next/prerender-manifest.json", JSON.stringify({ routes, dynamicRoutes: {} }));
  return {
    put,
    read: async (path) => files.get(path),
    list: async (folder) =>
      [...files.keys()].filter((path) => path.startsWith(`${folder}/`)).map((path) => path.slice(folder.length + 1)),
    modifiedAt: async () => undefined,
    write: async (path, content) => put(path, content),
  };
}

/** What `next build` wrote of a prerendered page. */
export function putSeed(
  files: SimulatedFiles,
  { path, key, pathTags }: Route,
  html: string,
  tags: readonly string[],
): void {
  const base = `${SERVER_DIST_DIR}/app${path}`;
  const headers = { "x-next-cache-tags": [...pathTags, ...tags].join(",") };
  files.put(`${base}.meta`, JSON.stringify({ headers, status: 200, routeCache: { key } }));
  files.put(`${base}.html`, html);
  files.put(`${base}.rsc`, "rsc");
}
