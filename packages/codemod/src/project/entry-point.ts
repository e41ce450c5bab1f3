import type { App } from "./app.ts";
import type { Reach } from "./reach.ts";

const EXTENSION = String.raw`[cm]?[jt]sx?`;
const TEST =
  /(?:^|\/)(?:__tests__|__mocks__|tests?|e2e|cypress|playwright)\/|\.(?:test|spec|stories|cy|e2e)\.[cm]?[jt]sx?$/;
// Next.js makes route handlers of metadata files.
const ROUTE = /(?:^|\/)(?:route|sitemap|robots|manifest|(?:opengraph-image|twitter-image|icon|apple-icon)\d*)$/;
const PAGE =
  /(?:^|\/)(?:page|layout|template|loading|error|global-error|not-found|global-not-found|forbidden|unauthorized|default)$/;

/** What Next.js, or a test runner, starts with this file; `undefined` when something else has to import it. */
export function entryPoint(path: string, { directory: app, pageExtensions }: App): Reach | undefined {
  if (isTest(path)) return "test";
  const inApp =
    app === undefined || app === "" ? path : path.startsWith(`${app}/`) ? path.slice(app.length + 1) : undefined;
  if (inApp === undefined) return undefined;
  // Where the app is not known, its directories may be anywhere.
  const local = app === undefined ? inApp.replace(/^.*?(?=(?:src\/)?(?:app|pages)\/)/, "") : inApp;
  const [, directory, rest = ""] = /^(?:src\/)?(app|pages)\/(.*)$/.exec(local) ?? [];
  if (directory === "pages") return "pages";
  const name = withoutExtension(directory === "app" ? rest : local, pageExtensions);
  if (name === undefined) return undefined;
  if (directory === "app") return ROUTE.test(name) ? "route" : PAGE.test(name) ? "page" : undefined;
  if (/^(?:src\/)?(?:proxy|middleware)$/.test(name)) return "proxy";
  return /^(?:src\/)?instrumentation$/.test(name) ? "instrumentation" : undefined;
}

/** Without one of the endings that `pageExtensions` has, or may have when it is not known. */
function withoutExtension(path: string, pageExtensions: readonly string[] | undefined): string | undefined {
  if (pageExtensions === undefined) return new RegExp(String.raw`^(.*?)(?:\.[\w-]+)*\.${EXTENSION}$`).exec(path)?.[1];
  const configured = pageExtensions
    .filter((extension) => path.endsWith(`.${extension}`))
    .toSorted((a, b) => b.length - a.length)[0];
  if (configured !== undefined) return path.slice(0, -configured.length - 1);
  return new RegExp(String.raw`^(.*)\.${EXTENSION}$`).exec(path)?.[1];
}

export function isTest(path: string): boolean {
  return TEST.test(path);
}
