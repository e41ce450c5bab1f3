import type { AppPageValue, IncrementalResult, PagesValue } from "./next.ts";

/*
 * A tombstone keeps the existence of an entry and drops its content. For pages with a fallback shell Next.js must hear
 * that there is an entry (else it serves the shell, whose data may be the build's, and never makes the page static
 * again) and must not get the old one (else a navigation is answered from it, and a failed render stores it anew).
 */
const tombstones = new WeakSet<object>();

/** @returns a new object each time: it is recognised when Next.js gives it back to `set`. */
export function tombstone(kind: "APP_PAGE" | "PAGES"): IncrementalResult {
  const value = kind === "APP_PAGE" ? emptyAppPage() : emptyPages();
  tombstones.add(value);
  // next@16.4.6 `server/lib/incremental-cache/index.js`, `get`: -1 regenerates before anything is answered.
  return { value, lastModified: -1 };
}

/** Also holds for a copy of one: no render makes a page without any content. */
export function isTombstone(value: object): boolean {
  if (tombstones.has(value)) return true;
  if (!("html" in value) || value.html !== "") return false;
  if (Reflect.get(value, "kind") === "PAGES") return isEmptyObject(Reflect.get(value, "pageData"));
  return ["rscData", "postponed", "segmentData", "headers"].every((name) => Reflect.get(value, name) === undefined);
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

function emptyAppPage(): AppPageValue {
  return {
    kind: "APP_PAGE",
    html: "",
    rscData: undefined,
    postponed: undefined,
    headers: undefined,
    status: undefined,
    segmentData: undefined,
  };
}

function emptyPages(): PagesValue {
  return { kind: "PAGES", html: "", pageData: {}, headers: undefined, status: undefined };
}
