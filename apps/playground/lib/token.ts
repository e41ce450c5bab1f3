import { timingSafeEqual } from "node:crypto";

export const tokenCookie = "playground-token";

/** Without PLAYGROUND_TOKEN nobody is allowed to change anything. */
export function isToken(given: string | undefined): boolean {
  return isSame(given, process.env.PLAYGROUND_TOKEN);
}

/** Lets a webhook in, and nobody into the pages. */
export function isWebhookSecret(given: string | undefined): boolean {
  return isSame(given, process.env.PLAYGROUND_WEBHOOK_SECRET);
}

function isSame(given: string | undefined, expected: string | undefined): boolean {
  if (expected === undefined || expected === "" || given === undefined) return false;
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}
