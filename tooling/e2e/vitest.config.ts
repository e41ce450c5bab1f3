import { defineConfig } from "vitest/config";

// Builds and servers share two cores: one file at a time, one worker.
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: "src/global-setup.ts",
    fileParallelism: false,
    maxWorkers: 1,
    testTimeout: 120_000,
    hookTimeout: 300_000,
  },
});
