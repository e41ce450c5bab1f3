import { createRequire } from "node:module";
import { readMarkers, type Marker } from "./marker.ts";

// `E2E_NEXT` is a file beside the Next.js that answers, when that is another one.
const require = createRequire(process.env["E2E_NEXT"] ?? import.meta.url);
// Next answers 307 when `_rsc` does not match the headers, so the value comes from Next itself.
const { computeCacheBustingSearchParam } = require("next/dist/shared/lib/router/utils/cache-busting-search-param") as {
  computeCacheBustingSearchParam(
    prefetch: string | undefined,
    segmentPrefetch: string | undefined,
    stateTree: string | undefined,
    nextUrl: string | undefined,
  ): Promise<string>;
};

/** D document, N client navigation, P router prefetch, S prefetch of the page segment. */
export type RequestType = "D" | "N" | "P" | "S";

export type Answer = {
  type: RequestType;
  status: number;
  /** `x-nextjs-cache`, absent on answers made for one request. */
  cache: string | undefined;
  cacheControl: string;
  markers: Marker[];
  body: string;
  headers: Record<string, string>;
};

/** The state a browser is in on `/`, before it navigates away. */
const homeTree = encodeURIComponent(JSON.stringify(["", { children: ["__PAGE__", {}] }]));

function headersOf(type: RequestType, segment: string): Record<string, string> {
  if (type === "D") return {};
  if (type === "N") return { rsc: "1", "next-router-state-tree": homeTree, "next-url": "/" };
  if (type === "P") return { rsc: "1", "next-router-prefetch": "1", "next-url": "/" };
  return { rsc: "1", "next-router-prefetch": "1", "next-router-segment-prefetch": segment, "next-url": "/" };
}

/** `segment` is the key of the page's segment, e.g. `/g/$d$slug/__PAGE__`. */
export async function request(base: string, path: string, type: RequestType, segment = ""): Promise<Answer> {
  const headers = headersOf(type, segment);
  const url = new URL(path, base);
  if (type !== "D") {
    const hash = await computeCacheBustingSearchParam(
      headers["next-router-prefetch"],
      headers["next-router-segment-prefetch"],
      headers["next-router-state-tree"],
      headers["next-url"],
    );
    url.searchParams.set("_rsc", hash);
  }
  const response = await fetch(url, { headers, redirect: "manual", signal: AbortSignal.timeout(30_000) });
  const body = await response.text();
  return {
    type,
    status: response.status,
    cache: response.headers.get("x-nextjs-cache") ?? undefined,
    cacheControl: response.headers.get("cache-control") ?? "",
    markers: readMarkers(body),
    body,
    headers: Object.fromEntries(response.headers),
  };
}
