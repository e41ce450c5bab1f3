import { defineConfig } from "vitest/config";

// Compilers and servers on few cores: one file at a time.
export default defineConfig({ test: { fileParallelism: false, testTimeout: 30_000, hookTimeout: 120_000 } });
