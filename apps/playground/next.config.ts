import { withTagledger as withFilesystem } from "@tagledger/filesystem/next";
import { withTagledger as withRedis } from "@tagledger/redis/next";
import type { NextConfig } from "next";
import { customProfile } from "./lib/custom-profile.ts";

const config: NextConfig = {
  cacheComponents: true,
  partialPrefetching: true,
  // It parses with native code.
  serverExternalPackages: ["@tagledger/codemod"],
  // The tests build beside a playground that may be running.
  distDir: process.env.PLAYGROUND_DIST_DIR ?? ".next",
  // Short, so that an image is seen to be renewed: images carry no tags, only time makes a new one.
  images: { minimumCacheTTL: 5 },
  cacheLife: { [customProfile.name]: { stale: 5, revalidate: 10, expire: customProfile.expireSeconds } },
  // The playground is built while somebody waits; `pnpm run check` looks at the types.
  typescript: { ignoreBuildErrors: process.env.PLAYGROUND_SKIP_TYPES === "1" },
};

const backends = new Map<string, (config: NextConfig) => NextConfig>([
  ["filesystem", withFilesystem],
  ["redis", withRedis],
  // What Next.js does by itself: the playground then shows what goes wrong without a shared ledger.
  ["builtin", asOnMachinesOfTheirOwn],
]);

const name = process.env.PLAYGROUND_BACKEND ?? "filesystem";
const withBackend = backends.get(name);
if (withBackend === undefined)
  throw new Error(`PLAYGROUND_BACKEND is ${name}, not ${[...backends.keys()].join(" or ")}`);

export default withBackend(config);

/** Instances that share a machine would find some pages on its disk; those of a real fleet do not. */
function asOnMachinesOfTheirOwn(unchanged: NextConfig): NextConfig {
  return { ...unchanged, experimental: { ...unchanged.experimental, isrFlushToDisk: false } };
}
