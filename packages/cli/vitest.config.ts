import { defineConfig } from "vitest/config";

// Each test starts processes of its own, and two cores are few.
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: "test/global-setup.ts",
    maxWorkers: 2,
    // Where it is set, `CI` turns colours on.
    env: { NO_COLOR: "1" },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
