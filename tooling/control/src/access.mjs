import { timingSafeEqual } from "node:crypto";

const LOCAL = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/;

/**
 * Whether a request comes from who started the playground: addressed to this machine by its own name, so that no page
 * elsewhere can have made a name of its own point here, and with the token.
 *
 * @param {import("node:http").IncomingMessage} request
 * @param {string} token
 */
export function isAllowed({ headers }, token) {
  if (!LOCAL.test(headers.host ?? "")) return false;
  const bearer = /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1];
  const cookie = /(?:^|;\s*)playground-token=([^;]+)/.exec(headers.cookie ?? "")?.[1];
  return isSame(bearer, token) || isSame(cookie, token);
}

/**
 * @param {string | undefined} given
 * @param {string} expected
 */
function isSame(given, expected) {
  if (given === undefined) return false;
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}
