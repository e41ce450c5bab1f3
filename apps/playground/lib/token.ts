import { timingSafeEqual } from "node:crypto";

export const tokenCookie = "playground-token";

/** Without PLAYGROUND_TOKEN nobody is allowed to change anything. */
export function isToken(given: string | undefined): boolean {
  const expected = process.env.PLAYGROUND_TOKEN;
  if (expected === undefined || expected === "" || given === undefined) return false;
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}
