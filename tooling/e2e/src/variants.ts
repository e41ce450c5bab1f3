import type { Variant } from "./built.ts";

export const defaultShapes: Variant = { app: "shapes", env: { E2E_DIST: ".next/default" } };

export const partialPrefetchingShapes: Variant = {
  app: "shapes",
  env: { E2E_DIST: ".next/partial-prefetching", E2E_PARTIAL_PREFETCHING: "1" },
};

export const webpackShapes: Variant = { app: "shapes", env: { E2E_DIST: ".next/webpack" }, flags: ["--webpack"] };

export const standaloneNeighbour: Variant = {
  app: "neighbour",
  env: { E2E_DIST: ".next/standalone", E2E_OUTPUT: "standalone" },
};

export const neighbourWithOwnHandlers: Variant = {
  app: "neighbour",
  env: { E2E_DIST: ".next/own-handlers", E2E_HANDLERS: "own" },
};

export const classic: Variant = { app: "classic", env: { E2E_DIST: ".next/turbopack" } };

export const webpackClassic: Variant = { app: "classic", env: { E2E_DIST: ".next/webpack" }, flags: ["--webpack"] };

export const pieces: Variant = { app: "pieces", env: { E2E_DIST: ".next/pieces" } };

/** Built without a server: what it prerenders proves nothing about any ledger. */
export const outages: Variant = { app: "outages", env: { E2E_DIST: ".next/outages" } };

export const operations: Variant = { app: "operations", env: { E2E_DIST: ".next/operations" } };
