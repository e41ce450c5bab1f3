import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Files } from "./files.ts";
import { entryKey } from "./key.ts";
import type { CacheControl } from "./next.ts";
import type { EntryKey } from "./store.ts";

/** What `next build` wrote about an application. */
export interface Build {
  readonly id: string;
  /** Differs between builds, and between applications that share a build id. */
  readonly identity: string;
  /** @returns what the prerender manifest says of a key of the response cache; `undefined` when it is not listed. */
  listed(key: string): ListedRoute | undefined;
  /** The keys of everything that is listed. */
  keys(): Iterable<string>;
  /** @returns true when what is not listed of the route of a key is answered from a prerendered shell, or may be. */
  hasShell(key: string): boolean;
}

export interface ListedRoute {
  /** As in the key, such as `/index` or `/blog/a`. */
  readonly path: string;
  readonly cacheControl: CacheControl;
}

interface PrerenderManifest {
  routes: Record<
    string,
    {
      srcRoute: string | null;
      dataRoute: string | null;
      initialRevalidateSeconds: number | false;
      initialExpireSeconds?: number;
    }
  >;
  dynamicRoutes: Record<string, { fallback?: string | false | null; remainingPrerenderableParams?: unknown[] }>;
}

/**
 * @param serverDistDir the folder `server` of the build, as Next.js gives it to the handler.
 * @returns `undefined` when there is no finished build, as during `next build` and `next dev`.
 */
export async function readBuild(files: Files, serverDistDir: string): Promise<Build | undefined> {
  const distDir = join(serverDistDir, "..");
  const [id, appPaths, manifest, routes] = await Promise.all([
    files.read(join(distDir, "BUILD_ID")),
    files.read(join(distDir, "app-path-routes-manifest.json")),
    files.read(join(distDir, "prerender-manifest.json")),
    // Names the `deploymentId`, with which every build has the same id (next@16.4.6 `build/index.js`, `getBuildId`); what
    // else differs between builds is the preview key, which stays with a `.next/cache` that is kept.
    files.read(join(distDir, "routes-manifest.json")),
  ]);
  if (id === undefined) return undefined;
  const hash = createHash("sha256");
  for (const content of [id, appPaths, manifest, routes]) hash.update(`${content?.length ?? 0}:`).update(content ?? "");
  return {
    id: id.toString("utf8").trim(),
    identity: hash.digest("hex"),
    ...routesOf(parse(manifest), parse(appPaths)),
  };
}

function routesOf(
  manifest: PrerenderManifest | undefined,
  appPaths: Record<string, string> | undefined,
): Pick<Build, "listed" | "keys" | "hasShell"> {
  const byKey = new Map<string, ListedRoute>();
  const withShell = new Set<string>();
  const modules = new Map<string, string[]>();
  for (const [module, route] of Object.entries(appPaths ?? {})) {
    modules.set(route, [...(modules.get(route) ?? []), module]);
  }
  for (const [path, route] of Object.entries(manifest?.routes ?? {})) {
    const source = route.srcRoute ?? path;
    const listed: ListedRoute = {
      path: path === "/" ? "/index" : path,
      cacheControl: {
        revalidate: route.initialRevalidateSeconds,
        ...(route.initialExpireSeconds !== undefined && { expire: route.initialExpireSeconds }),
      },
    };
    const isPages = route.dataRoute?.endsWith(".json") === true;
    const kind = isPages ? "PAGES" : route.dataRoute === null ? "APP_ROUTE" : "APP_PAGE";
    for (const name of isPages ? [source] : (modules.get(source) ?? [])) {
      byKey.set(`/route-cache/${kind}/${hashOf(name)}/$${listed.path}`, listed);
    }
  }
  for (const [source, { fallback, remainingPrerenderableParams }] of Object.entries(manifest?.dynamicRoutes ?? {})) {
    const isShell = typeof fallback === "string" || (fallback === null && remainingPrerenderableParams?.length);
    if (isShell) for (const name of modules.get(source) ?? [source]) withShell.add(hashOf(name));
  }
  return {
    listed: (key) => byKey.get(key),
    keys: () => byKey.keys(),
    hasShell: (key) => withShell.has(key.split("/", 4)[3] ?? ""),
  };
}

/**
 * The name under which a store keeps a response of a build.
 *
 * @param key the one of Next.js.
 */
export function responseKey(
  build: Pick<Build, "identity">,
  key: string,
  { kind, isFallback }: { readonly kind?: string; readonly isFallback?: boolean | undefined },
): EntryKey {
  const space = kind === "IMAGE" ? "image" : isFallback === true ? "shell" : "page";
  return entryKey({ space: "r", within: `${build.identity}/${space}` }, key);
}

/** How a key names its route: by the module of the App Router, else itself (next@16.4.6 `server/lib/route-cache-key.js`). */
function hashOf(name: string): string {
  return createHash("sha256").update(name).digest("hex");
}

function parse<Content>(bytes: Buffer | undefined): Content | undefined {
  if (bytes === undefined) return undefined;
  try {
    return JSON.parse(bytes.toString("utf8")) as Content;
  } catch {
    return undefined;
  }
}
