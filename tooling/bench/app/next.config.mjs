import { withTagledger as onFilesystem } from "@tagledger/filesystem/next";
import { withTagledger as onRedis } from "@tagledger/redis/next";

/** @typedef {import("next").NextConfig} NextConfig */

/** One application for everything that is compared; `BENCH_SUBJECT` says who keeps its cache. */
const subject = process.env["BENCH_SUBJECT"] ?? "builtin";

/** @type {NextConfig} */
const config = {
  cacheComponents: true,
  distDir: `.next/${subject}`,
  // Compression would be most of what is measured, and is done by a proxy where it matters.
  compress: false,
  // A route imports both, whoever keeps the cache.
  serverExternalPackages: ["@tagledger/filesystem", "@tagledger/redis"],
};

/** @type {Record<string, () => NextConfig>} */
const kinds = {
  builtin: () => config,
  filesystem: () => onFilesystem(config),
  redis: () => onRedis(config),
  // A published handler: its part of the configuration comes from whoever installed it.
  peer: () => ({ ...config, ...JSON.parse(process.env["BENCH_PEER_CONFIG"] ?? "{}") }),
};

const kind = subject.split("-")[0] ?? subject;
const chosen = kinds[kind];
if (chosen === undefined) throw new Error(`BENCH_SUBJECT=${subject}: one of ${Object.keys(kinds).join(", ")}`);
export default chosen();
