import { defineConfig } from "vitest/config";
import { FirstRequestsFirst } from "./test/file-order.ts";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: "./test/global-setup.ts",
    // One build, one ledger and one source for all: the files take turns.
    fileParallelism: false,
    sequence: { sequencer: FirstRequestsFirst },
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
