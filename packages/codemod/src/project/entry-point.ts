import type { Reach } from "./reach.ts";

const EXTENSION = String.raw`\.[cm]?[jt]sx?$`;
const TEST =
  /(?:^|\/)(?:__tests__|__mocks__|tests?|e2e|cypress|playwright)\/|\.(?:test|spec|stories|cy|e2e)\.[cm]?[jt]sx?$/;
// Next.js makes route handlers of metadata files.
const ROUTE = new RegExp(
  String.raw`(?:^|/)(?:route|sitemap|robots|manifest|(?:opengraph-image|twitter-image|icon|apple-icon)\d*)${EXTENSION}`,
);
const PAGE = new RegExp(
  String.raw`(?:^|/)(?:page|layout|template|loading|error|global-error|not-found|global-not-found|forbidden|unauthorized|default)${EXTENSION}`,
);

/** What Next.js, or a test runner, starts with this file; `undefined` when something else has to import it. */
export function entryPoint(path: string, app: string | undefined): Reach | undefined {
  if (isTest(path)) return "test";
  const inApp =
    app === undefined || app === "" ? path : path.startsWith(`${app}/`) ? path.slice(app.length + 1) : undefined;
  if (inApp === undefined) return undefined;
  // Where the app is not known, its directories may be anywhere.
  const local = app === undefined ? inApp.replace(/^.*?(?=(?:src\/)?(?:app|pages)\/)/, "") : inApp;
  const [, directory, rest = ""] = /^(?:src\/)?(app|pages)\/(.*)$/.exec(local) ?? [];
  if (directory === "pages") return "pages";
  if (directory === "app") return ROUTE.test(rest) ? "route" : PAGE.test(rest) ? "page" : undefined;
  if (new RegExp(String.raw`^(?:src/)?(?:proxy|middleware)${EXTENSION}`).test(local)) return "proxy";
  if (new RegExp(String.raw`^(?:src/)?instrumentation${EXTENSION}`).test(local)) return "instrumentation";
  return undefined;
}

export function isTest(path: string): boolean {
  return TEST.test(path);
}
