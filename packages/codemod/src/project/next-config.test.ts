import { expect, test } from "vitest";
import { readNextConfig } from "./next-config.ts";

test.each([
  ["on", "export default { cacheComponents: true }", true],
  ["off", "export default { cacheComponents: false }", false],
  ["not mentioned", "export default { reactStrictMode: true }", false],
  ["by its older name", "export default { experimental: { useCache: true } }", true],
  ["computed", "export default { cacheComponents: process.env.X === '1' }", undefined],
  ["behind something that cannot be seen", "import c from './c'; export default { ...c }", undefined],
  [
    "in one phase only",
    "export default (phase) => { if (phase === 'dev') { return { cacheComponents: true } } return { reactStrictMode: true } }",
    undefined,
  ],
  ["in one branch only", "export default process.env.X ? { cacheComponents: true } : {}", undefined],
  [
    "on in one branch and off in the other",
    "export default process.env.X ? { cacheComponents: true } : { cacheComponents: false }",
    undefined,
  ],
  ["in every branch", "export default process.env.X ? { cacheComponents: true } : { cacheComponents: true }", true],
  ["from a function", "export default async () => ({ cacheComponents: true })", true],
])("'use cache' is %s", (_what, text, useCache) => {
  expect(readNextConfig("next.config.mjs", text).useCache).toBe(useCache);
});
