import { withTagledger } from "@tagledger/redis/next";
import type { NextConfig } from "next";

const config: NextConfig = {
  cacheComponents: true,
  distDir: process.env["E2E_DIST"] ?? ".next/outages",
};

export default withTagledger(config);
