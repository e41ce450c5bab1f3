import { expect, test } from "vitest";
import { isAllowed } from "../src/access.mjs";

/** @param {Record<string, string>} headers */
const asked = (headers) => isAllowed(/** @type {any} */ ({ headers }), "secret");

test("the token is taken from the cookie or as a bearer", () => {
  expect(asked({ host: "localhost:3000", cookie: "a=b; playground-token=secret" })).toBe(true);
  expect(asked({ host: "127.0.0.1:3000", authorization: "Bearer secret" })).toBe(true);
  expect(asked({ host: "127.0.0.1:3000", authorization: "Bearer other" })).toBe(false);
  expect(asked({ host: "127.0.0.1:3000" })).toBe(false);
});

test("a name that somebody else pointed at this machine is refused even with the token", () => {
  expect(asked({ host: "evil.example:3000", cookie: "playground-token=secret" })).toBe(false);
});
