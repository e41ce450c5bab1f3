import { withTagledger } from "@tagledger/filesystem/next";
import type { NextConfig } from "next";

// One app, several builds: each test names the variant that it builds and starts.
const config: NextConfig = {
  cacheComponents: true,
  distDir: process.env["E2E_DIST"] ?? ".next/default",
  // Two apps of one repository share a build id; the tests need that case everywhere.
  generateBuildId: () => "e2e-build",
  ...(process.env["E2E_PARTIAL_PREFETCHING"] === "1" ? { partialPrefetching: true } : {}),
};

export default process.env["E2E_HANDLERS"] === "none" ? config : withTagledger(config);
