import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** What a claim says of one prerendered route. */
export interface BuiltRoute {
  /** As in the browser. */
  readonly path: string;
  readonly kind?: "APP_PAGE" | "APP_ROUTE" | "PAGES";
  /** The route it is a path of, such as `/blog/[slug]`; default: the path itself. */
  readonly source?: string;
  /** For a route with parameters: what unlisted paths are answered from. */
  readonly fallback?: string | false | null;
  readonly revalidate?: number | false;
  readonly expire?: number;
  /** Prerendered output, to be served before anything was rendered. */
  readonly seed?: { readonly body: string; readonly tags: readonly string[]; readonly postponed?: string };
}

export interface BuiltApp {
  /** The folder `server` of the build. */
  readonly serverDistDir: string;
  remove(): Promise<void>;
}

/** The page or handler module of a route, which is what Next.js names a route of the App Router by. */
export function moduleOf(source: string, kind: BuiltRoute["kind"] = "APP_PAGE"): string {
  if (kind === "PAGES") return source;
  return `${source === "/" ? "" : source}/${kind === "APP_ROUTE" ? "route" : "page"}`;
}

/** The key under which Next.js keeps a response (next@16.4.6 `server/lib/route-cache-key.js`). */
export function responseKey(path: string, kind: BuiltRoute["kind"] = "APP_PAGE", source: string = path): string {
  const hash = createHash("sha256").update(moduleOf(source, kind)).digest("hex");
  return `/route-cache/${kind}/${hash}/$${path === "/" ? "/index" : path}`;
}

/** Writes what `next build` leaves behind, as far as a cache handler looks at it, into a folder of its own. */
export async function writeBuild(buildId: string, routes: readonly BuiltRoute[] = []): Promise<BuiltApp> {
  const root = await mkdtemp(join(tmpdir(), "tagledger-build-"));
  const serverDistDir = join(root, "server");
  const write = async (name: string, content: string): Promise<void> => {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), content);
  };
  const modules: Record<string, string> = {};
  const listed: Record<string, object> = {};
  const dynamicRoutes: Record<string, object> = {};
  for (const { path, kind = "APP_PAGE", source = path, fallback, revalidate = false, expire, seed } of routes) {
    if (kind !== "PAGES") modules[moduleOf(source, kind)] = source;
    listed[path] = {
      srcRoute: source,
      dataRoute: kind === "APP_ROUTE" ? null : kind === "PAGES" ? `/_next/data/${buildId}${path}.json` : `${path}.rsc`,
      initialRevalidateSeconds: revalidate,
      ...(expire !== undefined && { initialExpireSeconds: expire }),
    };
    if (source !== path) dynamicRoutes[source] = { fallback: fallback ?? null };
    if (seed !== undefined) await writeSeed(path, kind, source, seed);
  }
  await write("BUILD_ID", buildId);
  await write("app-path-routes-manifest.json", JSON.stringify(modules));
  await write("prerender-manifest.json", JSON.stringify({ routes: listed, dynamicRoutes }));
  return { serverDistDir, remove: () => rm(root, { recursive: true, force: true }) };

  async function writeSeed(
    path: string,
    kind: NonNullable<BuiltRoute["kind"]>,
    source: string,
    { body, tags, postponed }: NonNullable<BuiltRoute["seed"]>,
  ): Promise<void> {
    const base = join("server", kind === "PAGES" ? "pages" : "app", path === "/" ? "/index" : path);
    const headers = { "x-next-cache-tags": tags.join(",") };
    const routeCache = { key: responseKey(path, kind, source) };
    await write(`${base}.meta`, JSON.stringify({ headers, status: 200, routeCache, ...(postponed && { postponed }) }));
    if (kind === "APP_ROUTE") return write(`${base}.body`, body);
    await write(`${base}.html`, body);
    if (kind === "PAGES") await write(`${base}.json`, "{}");
    else if (postponed === undefined) await write(`${base}.rsc`, `rsc:${body}`);
  }
}
