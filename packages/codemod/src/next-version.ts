import type { Context } from "./transform.ts";

/** @returns the sentence that says so when the app declares a Next.js before 16; what is not known is taken for 16. */
export function tooOld({ options, app }: Context): string | undefined {
  const major = options.next ?? app.nextMajor;
  if (major === undefined || major >= 16) return undefined;
  return `this app uses Next.js ${major}, which does not have it`;
}

export const UPGRADE =
  "Upgrade next to 16 first, then run this again; or say --next 16 if it is only the declaration that is old.";
