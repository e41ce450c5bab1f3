import { defineConfig } from "vitest/config";

// Builds and servers share two cores: one file at a time, one worker.
export default defineConfig({
  test: {
    // Without a version asked for: what fits beside the other tests.
    include: [process.env["NEXT_VERSION"] === undefined ? "test/*.test.ts" : "test/**/*.test.ts"],
    globalSetup: "src/global-setup.ts",
    fileParallelism: false,
    maxWorkers: 1,
    testTimeout: 60_000,
    hookTimeout: 300_000,
  },
});
