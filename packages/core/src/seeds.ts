import { join } from "node:path";
import type { ListedRoute } from "./build.ts";
import type { Clock } from "./clock.ts";
import type { Entry } from "./entry.ts";
import type { Files } from "./files.ts";
import { encodeValue } from "./incremental-codec.ts";
import type { AppPageValue, AppRouteValue, CachedValue, PagesValue } from "./next.ts";
import { tagIds } from "./tag-id.ts";

export interface Seed {
  readonly entry: Entry;
  /** Milliseconds since the build wrote it; 0 when that is not known. */
  readonly ageMs: number;
}

export interface SeedRequest {
  /** The folder `server` of the build. */
  readonly serverDistDir: string;
  /** The key of Next.js. */
  readonly key: string;
  readonly listed: ListedRoute;
  /** What everything of the build is as old as. */
  readonly position: Entry["position"];
}

const TAGS_HEADER = "x-next-cache-tags";

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
  clock: Clock,
  { serverDistDir, key, listed, position }: SeedRequest,
): Promise<Seed | undefined> {
  const { path, cacheControl } = listed;
  const kind = key.split("/")[2];
  const base = join(serverDistDir, kind === "PAGES" ? "pages" : "app", path);
  const meta = parseMeta(await files.read(`${base}.meta`));
  if (meta?.routeCache?.key !== key || meta.routeCache.isFallback === true) return undefined;
  const value = await readValue();
  if (value === undefined) return undefined;
  const builtAtMs = await files.modifiedAt(`${base}.meta`);
  const ageMs = builtAtMs === undefined ? 0 : Math.max(0, clock.wall() - builtAtMs);
  const tags = responseTags(value);
  const createdMs = clock.now() - ageMs;
  const encoded = encodeValue(value, cacheControl);
  return { entry: { kind: value.kind, position, tags, tagIds: tagIds(tags), createdMs, ...encoded }, ageMs };

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

/** The tags that Next.js gives to a response. */
export function responseTags(value: CachedValue): string[] {
  const header = "headers" in value ? value.headers?.[TAGS_HEADER] : undefined;
  return typeof header === "string" && header !== "" ? header.split(",") : [];
}

function parseMeta(bytes: Buffer | undefined): SeedMeta | undefined {
  if (bytes === undefined) return undefined;
  try {
    return JSON.parse(bytes.toString("utf8")) as SeedMeta;
  } catch {
    return undefined;
  }
}
