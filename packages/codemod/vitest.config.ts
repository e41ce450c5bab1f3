import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{src,test}/**/*.test.ts"],
    exclude: ["**/fixtures/**"],
    // Some run jscodeshift, @next/codemod or codemod for real.
    testTimeout: 60_000,
  },
});
