import type { Context } from "../../transform.ts";

/** What a call with one argument becomes. */
export type Replacement =
  | { readonly kind: "update-tag"; readonly why: string }
  | { readonly kind: "argument"; readonly text: string; readonly reason: "expire-0" | "profile"; readonly why: string };

const EVENTUAL = /(?:^|[/_-])(?:cron|crons|schedule|scheduled|jobs?|bulk|nightly|daily|hourly)(?:[/_.-]|$)/i;

/**
 * One argument meant: expire now, and let the response of a Server Action show it. `updateTag` is the same call, but it
 * throws in the request of a route handler; `{ expire: 0 }` is the same everywhere (next@16.4.6
 * dist/server/web/spec-extension/revalidate.js). A profile like `'max'` is neither: it serves the old value once more.
 */
export function replacementFor(action: boolean, path: string, { reach, options }: Context, quote: string): Replacement {
  if (action && options.updateTag) {
    return { kind: "update-tag", why: "In a Server Action that only pages reach, updateTag is the same call." };
  }
  const now = (why: string): Replacement => ({ kind: "argument", text: "{ expire: 0 }", reason: "expire-0", why });
  if (options.mode === "recommended" && !action && EVENTUAL.test(path) && !reach.has("page") && !reach.has("client")) {
    const why = "A scheduled route can wait: the old value is served once while a new one is made.";
    return { kind: "argument", text: `${quote}max${quote}`, reason: "profile", why };
  }
  if (reach.has("route"))
    return now("A route handler reaches it, where updateTag throws; { expire: 0 } expires at once.");
  return now("{ expire: 0 } expires at once wherever it runs, as one argument did.");
}
