import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    testTimeout: 240_000,
    // The packages are taken as they were built, and what is simulated runs as fast as it can.
    server: { deps: { external: [/\/dist\//] } },
  },
});
