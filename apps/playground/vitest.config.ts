import { defineConfig } from "vitest/config";
import { backends } from "./test/backends.ts";
import { FirstRequestsFirst } from "./test/file-order.ts";

export default defineConfig({
  test: {
    // One build, one ledger and one source for all files of a backend: the files take turns.
    fileParallelism: false,
    sequence: { sequencer: FirstRequestsFirst },
    projects: [
      ...backends.map((name) => ({
        extends: true as const,
        test: {
          name,
          include: ["test/*.test.ts"],
          globalSetup: "./test/global-setup.ts",
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      })),
      {
        extends: true,
        test: {
          name: "browser",
          include: ["test/browser/*.test.ts"],
          globalSetup: "./test/browser/global-setup.ts",
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
