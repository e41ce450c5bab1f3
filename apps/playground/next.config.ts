import { withTagledger } from "@tagledger/filesystem/next";
import type { NextConfig } from "next";

const config: NextConfig = {
  cacheComponents: true,
  partialPrefetching: true,
  // The tests build beside a playground that may be running.
  distDir: process.env.PLAYGROUND_DIST_DIR ?? ".next",
  // Short, so that an image is seen to be renewed: images carry no tags, only time makes a new one.
  images: { minimumCacheTTL: 5 },
};

// The other backend is what Next.js does by itself: the playground then shows what goes wrong without a shared ledger.
export default process.env.PLAYGROUND_BACKEND === "builtin" ? config : withTagledger(config);
