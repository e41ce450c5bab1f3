const { withTagledger } = require("@tagledger/filesystem/next");

/** @type {import("next").NextConfig} */
const config = {
  distDir: process.env.E2E_DIST,
  generateBuildId: () => "e2e-build",
  // Short enough that a test can wait for the end of an entry's life.
  expireTime: 3,
};

module.exports = withTagledger(config);
