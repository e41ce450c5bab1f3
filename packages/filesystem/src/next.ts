import { createRequire } from "node:module";
import { createWithTagledger, type WithTagledger } from "@tagledger/core/next";

export type { WithTagledger, WithTagledgerOptions } from "@tagledger/core/next";

/** Adds the filesystem handlers to a configuration of Next.js. See {@link WithTagledger}. */
export const withTagledger: WithTagledger = createWithTagledger(
  "@tagledger/filesystem",
  createRequire(import.meta.url).resolve,
);
