import { defineConfig } from "vitest/config";

// Compilers and servers on few cores: two files at a time, one of which mostly waits for time to pass.
export default defineConfig({ test: { maxWorkers: 2, testTimeout: 30_000, hookTimeout: 120_000 } });
