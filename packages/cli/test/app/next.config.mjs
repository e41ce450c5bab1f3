import { createRequire } from "node:module";

// One app, several builds: a test says by variables what its build is to be wrong with.
const { TEST_DIST, TEST_STORE, TEST_BARE } = process.env;

/** @type {import("next").NextConfig} */
const config = {
  cacheComponents: true,
  distDir: TEST_DIST,
  ...(TEST_BARE !== "1" && {
    deploymentId: "test-deployment",
    generateBuildId: () => "test-build",
    experimental: { serverActions: { allowedOrigins: ["shop.example.com"] } },
  }),
};

const { withTagledger } = TEST_BARE === "1" ? {} : createRequire(import.meta.url)(`@tagledger/${TEST_STORE}/next`);
export default TEST_BARE === "1" ? config : withTagledger(config);
