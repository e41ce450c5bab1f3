import { defineConfig } from "vitest/config";

// A cluster is six processes and two cores are few: one file at a time, so that no server looks dead for want of a turn.
export default defineConfig({
  test: { fileParallelism: false, testTimeout: 20_000, hookTimeout: 30_000 },
});
