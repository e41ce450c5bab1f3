/**
 * From where the code of a file can run.
 *
 * - `route`: a route handler or a metadata route (`sitemap.ts` and so on), where `updateTag` throws.
 * - `page`: a page, layout or another file convention of the App Router; Server Actions run here.
 * - `pages`: the Pages Router, where `'use cache'` is not compiled.
 * - `proxy`: `proxy.ts`, `middleware.ts`; `instrumentation`: `instrumentation.ts`.
 * - `client`: a module with `'use client'` imports it.
 * - `test`: a test imports it. `loose`: nothing imports it and it is no entry point, like a script.
 * - `unknown`: there is no project to look at, or a request reaches an import of which nobody can say what it loads.
 */
export type Reach = (typeof REACHES)[number] | "unknown";

/** All that can be known. */
export const REACHES = ["route", "page", "pages", "proxy", "instrumentation", "client", "test", "loose"] as const;

export const UNKNOWN_REACH: ReadonlySet<Reach> = new Set(["unknown"]);
