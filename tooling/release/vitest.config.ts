import { defineConfig } from "vitest/config";

// Builds and servers share two cores: one file at a time, one worker.
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    fileParallelism: false,
    maxWorkers: 1,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
