import { withTagledger } from "@tagledger/filesystem/next";
import type { NextConfig } from "next";

const config: NextConfig = {
  cacheComponents: true,
  distDir: process.env["E2E_DIST"] ?? ".next/operations",
};

export default withTagledger(config);
