import { join } from "node:path";
import type { ListedRoute } from "./build.ts";
import type { Files } from "./files.ts";
import type { AppPageValue, AppRouteValue, CachedValue, PagesValue } from "./next.ts";

export interface Seed {
  readonly value: CachedValue;
  /** Milliseconds of the wall clock, when the build wrote it; `undefined` when that is not known. */
  readonly builtAtMs: number | undefined;
}

interface SeedMeta {
  headers?: { [name: string]: string };
  status?: number;
  postponed?: string;
  segmentPaths?: string[];
  routeCache?: { key?: string; isFallback?: boolean };
}

/**
 * Reads what `next build` prerendered for a key (next@16.4.6
 * `server/lib/incremental-cache/file-system-cache.js`, `get`). Never a fallback shell: it embeds the data of the first
 * listed path, which no tag of the shell reaches.
 *
 * @returns `undefined` when there is no such output, or it is of another route than the key's.
 */
export async function readSeed(
  files: Files,
  serverDistDir: string,
  key: string,
  { path }: ListedRoute,
): Promise<Seed | undefined> {
  const kind = key.split("/")[2];
  const base = join(serverDistDir, kind === "PAGES" ? "pages" : "app", path);
  const meta = parseMeta(await files.read(`${base}.meta`));
  if (meta?.routeCache?.key !== key || meta.routeCache.isFallback === true) return undefined;
  const value = await readValue();
  return value && { value, builtAtMs: await files.modifiedAt(`${base}.meta`) };

  async function readValue(): Promise<CachedValue | undefined> {
    switch (kind) {
      case "APP_ROUTE":
        return readAppRoute();
      case "APP_PAGE":
        return readAppPage();
      case "PAGES":
        return readPages();
      default:
        return undefined;
    }
  }

  async function readAppRoute(): Promise<AppRouteValue | undefined> {
    const body = await files.read(`${base}.body`);
    return body && { kind: "APP_ROUTE", body, headers: meta?.headers, status: meta?.status ?? 200 };
  }

  async function readAppPage(): Promise<AppPageValue | undefined> {
    const [html, rscData, segments] = await Promise.all([
      files.read(`${base}.html`),
      meta?.postponed === undefined ? files.read(`${base}.rsc`) : undefined,
      meta?.segmentPaths && readSegments(meta.segmentPaths),
    ]);
    if (html === undefined || (meta?.postponed === undefined && rscData === undefined)) return undefined;
    return {
      kind: "APP_PAGE",
      html: html.toString("utf8"),
      rscData,
      postponed: meta?.postponed,
      headers: meta?.headers,
      status: meta?.status,
      segmentData: segments,
    };
  }

  async function readSegments(paths: readonly string[]): Promise<Map<string, Buffer>> {
    const segments = new Map<string, Buffer>();
    await Promise.all(
      paths.map(async (segmentPath) => {
        const segment = await files.read(`${base}.segments${segmentPath}.segment.rsc`);
        if (segment !== undefined) segments.set(segmentPath, segment);
      }),
    );
    return segments;
  }

  async function readPages(): Promise<PagesValue | undefined> {
    const [html, data] = await Promise.all([files.read(`${base}.html`), files.read(`${base}.json`)]);
    if (html === undefined || data === undefined) return undefined;
    return {
      kind: "PAGES",
      html: html.toString("utf8"),
      pageData: JSON.parse(data.toString("utf8")) as object,
      headers: meta?.headers,
      status: meta?.status,
    };
  }
}

function parseMeta(bytes: Buffer | undefined): SeedMeta | undefined {
  if (bytes === undefined) return undefined;
  try {
    return JSON.parse(bytes.toString("utf8")) as SeedMeta;
  } catch {
    return undefined;
  }
}
