import * as fc from "fast-check";

/** Names that break what treats names as something else: objects, lines, paths, patterns, protocols, prompts of a shell. */
export const HOSTILE_TEXTS = /** @type {const} */ ([
  "",
  "__proto__",
  "constructor",
  "prototype",
  "hasOwnProperty",
  "toString",
  "a\nb",
  "a\r\nb",
  "\0",
  "a\0b",
  "\ud800",
  "\udfff\ud800",
  "\ufeff",
  "\u2028",
  "x".repeat(256),
  "é".repeat(128),
  "a,b",
  ",",
  "*",
  "a[b]?c*",
  "{a}",
  "}{",
  "../../etc/passwd",
  "..\\..\\windows",
  "%2e%2e%2f",
  "/",
  "=a",
  "!a",
  "-",
  "epoch",
  "bytes",
  "owners",
  "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\nb\r\n",
  "') redis.call('FLUSHALL') --",
  "]] os.execute('id') --[[",
  '","crc":"00000000"}',
  '{"kind":"seal"}',
  "\u001b[2J",
  "$(id)",
  "_N_T_/layout",
  "1e309",
  "NaN",
]);

/** Any UTF-16 code units, lone surrogates too, which is what Next.js puts into keys and tags. */
export const utf16 = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) });

/** A name that somebody chose to do harm, or by accident. */
export const hostileText = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...HOSTILE_TEXTS) },
  { weight: 2, arbitrary: utf16 },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 300 }) },
);
