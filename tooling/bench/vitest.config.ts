import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["**/*.test.mjs"],
    // Builds the application, starts servers, and runs for a moment; one after the other, on two cores.
    testTimeout: 300_000,
    fileParallelism: false,
  },
});
