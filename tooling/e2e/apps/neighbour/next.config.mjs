import { createRequire } from "node:module";
import { withTagledger } from "@tagledger/filesystem/next";

const { resolve } = createRequire(import.meta.url);

/** @type {import("next").NextConfig} */
const config = {
  cacheComponents: true,
  partialPrefetching: true,
  distDir: process.env.E2E_DIST,
  // The same as of the app `shapes`, as in a repository that names builds by commit.
  generateBuildId: () => "e2e-build",
  ...(process.env.E2E_OUTPUT === "standalone" && { output: "standalone" }),
};

/** @type {import("next").NextConfig} */
const ownHandlers = {
  ...config,
  cacheHandlers: { default: resolve("./handlers/use-cache.mjs"), remote: resolve("./handlers/use-cache.mjs") },
  cacheHandler: resolve("./handlers/incremental.mjs"),
  cacheMaxMemorySize: 0,
};

export default process.env.E2E_HANDLERS === "own" ? ownHandlers : withTagledger(config);
