import type { Context } from "../../transform.ts";

/** Whether a call is in a Server Action: `suspected` when its file can run for other requests, too. */
export type Action = "proven" | "suspected" | "no";

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
export function replacementFor(action: Action, path: string, context: Context, quote: string): Replacement {
  const { options } = context;
  if (action === "proven" && options.updateTag) {
    return { kind: "update-tag", why: "In a Server Action that only pages reach, updateTag is the same call." };
  }
  const now = (why: string): Replacement => ({ kind: "argument", text: "{ expire: 0 }", reason: "expire-0", why });
  if (options.mode === "recommended" && EVENTUAL.test(path) && !isShown(context)) {
    const why = "A scheduled route can wait: the old value is served once while a new one is made.";
    return { kind: "argument", text: `${quote}max${quote}`, reason: "profile", why };
  }
  if (action === "suspected") {
    return now("A Server Action that more than pages can reach: { expire: 0 } does the same in all of them.");
  }
  return now("{ expire: 0 } expires at once wherever it runs, as one argument did.");
}

/** Whether somebody looks at the result of the same request. */
function isShown({ reach }: Context): boolean {
  return reach.has("page") || reach.has("client");
}
