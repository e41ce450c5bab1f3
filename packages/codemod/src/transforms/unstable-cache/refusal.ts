/** Why a use of `unstable_cache` stays as it is. */
export interface Refusal {
  readonly reason: Reason;
  readonly message: string;
}

export type Reason = keyof typeof SUGGESTIONS;

/** What a person can do instead, for each reason. */
export const SUGGESTIONS = {
  "cache-components-off":
    "Set cacheComponents in next.config first; next-config with --enable-cache-components does it and lists what else it changes.",
  "next-version": "Upgrade to Next.js 16 first; cacheLife and cacheTag have no stable names before it.",
  "runs-in-pages-router": "Keep unstable_cache here, or move the callers to the App Router.",
  "edge-runtime": "Remove the edge runtime first; cacheComponents needs Node.js.",
  "runs-in-proxy": "Keep it out of proxy.ts and middleware.ts; 'use cache' does not work there.",
  "runs-outside-requests": "Keep unstable_cache here, or give scripts a version of the function without a cache.",
  "runs-in-tests":
    "Run test-mocks first, then this again with --mode recommended: the mocks need cacheLife and cacheTag.",
  "client-module": "Move the function to a module without 'use client'.",
  "loaded-at-run-time": "Import next/cache at the top of the module; what a function captures cannot be cached.",
  "passed-as-value": "Call unstable_cache where it is passed on, or write 'use cache' in the functions it is given.",
  "re-exported": "Write 'use cache' in the functions of its importers, then remove the export.",
  "other-module": "Import from next/cache itself.",
  arguments: "Write it as unstable_cache(function, keyParts, options).",
  "type-argument": "Move the type argument to the function's own signature.",
  "nested-cache": "Take one of the two caches away; an entry of the outer one lives at most as long as the inner one.",
  "generic-wrapper":
    "Inline the wrapper: write 'use cache', cacheTag and cacheLife in the functions it is called with.",
  "function-not-visible": "Write the function in place, or declare it at the top of the module.",
  "generic-function": "Write 'use cache' in the function itself; Parameters<typeof f> would lose its type parameters.",
  generator: "Return an array; 'use cache' functions are async functions.",
  "uses-this": "Pass what is needed as arguments; 'use cache' functions have no this and no arguments object.",
  "server-action": "Take the 'use server' directive out of the cached function.",
  "request-data": "Read it outside and pass the values as arguments.",
  "control-flow": "Return a value and call it outside of the cached function.",
  "changes-cache": "Do it outside of the cached function; there it throws.",
  "throws-own-error": "Return the failure as a value; callers would get a redacted Error without its class.",
  "error-is-handled":
    "Return the failure as a value; an error inside 'use cache' fails the build even if it is caught.",
  "throws-error": "Look whether a caller tells errors apart, then run this with --mode recommended.",
  "lives-across-deployments":
    "Keep unstable_cache where a new deployment must not start empty; otherwise run this with --mode recommended.",
  "result-not-serializable": "Return plain data, and make the response or the instance outside.",
  "return-type": "Declare the return type as Promise<…>; the function becomes async.",
  "argument-not-serializable": "Pass plain data as arguments; they are part of the key.",
  "captures-function": "Import the function, or declare it at the top of the module.",
  "captures-instance": "Create it inside the cached function, or at the top of the module.",
  "captures-variable":
    "Make it a const in front of the call that nobody writes to; what is captured is read once, when the function is made.",
  "key-not-in-function":
    "Pass it as an argument or use it in the function; only arguments and captured values are part of the key.",
  "options-not-visible": "Write the options in place.",
  "options-parameter": "Inline the wrapper, or pass tags and lifetime as literals.",
  "tags-not-visible": "Write the tags as an array in place.",
  "revalidate-not-visible": "Write the seconds in place, or decide: cacheLife(x ? { revalidate: x } : 'max').",
  "options-await": "Await it outside and pass the value as an argument; what tags and lifetime use is part of the key.",
  "revalidate-zero": "Remove the cache; unstable_cache throws at revalidate: 0 and below.",
  "name-is-taken": "Rename what the function declares; it hides what the tags or the lifetime use.",
  "directive-comment": "Decide what becomes of the @ts- comment, then run this again.",
} as const;

export function refuse(reason: Reason, message: string): Refusal {
  return { reason, message };
}
