export type Backend = "filesystem" | "redis";

export type Form = keyof typeof CONFIG_FORMS;

const OPTIONS = `{ cacheComponents: true, distDir: process.env.E2E_DIST, generateBuildId: () => "e2e-build" }`;

/** The ways to write next.config: the file, and what is in it for a backend. */
export const CONFIG_FORMS = {
  ESM: {
    file: "next.config.mjs",
    text: (backend: Backend) => `import { withTagledger } from "@tagledger/${backend}/next";

export default withTagledger(${OPTIONS});
`,
  },
  TypeScript: {
    file: "next.config.ts",
    text: (backend: Backend) => `import type { NextConfig } from "next";
import { withTagledger } from "@tagledger/${backend}/next";

const nextConfig: NextConfig = ${OPTIONS};

export default withTagledger(nextConfig);
`,
  },
  CommonJS: {
    file: "next.config.js",
    text: (backend: Backend) => `const { withTagledger } = require("@tagledger/${backend}/next");

module.exports = withTagledger(${OPTIONS});
`,
  },
};
