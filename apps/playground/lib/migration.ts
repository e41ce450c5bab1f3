import type { Found } from "@tagledger/codemod";

export const longestText = 50_000;

export interface DiffLine {
  readonly sign: "+" | "-" | " " | "@";
  readonly text: string;
}

/** What the codemod made of a text, for the page. */
export interface Migration {
  readonly path: string;
  readonly text: string;
  readonly diff: readonly DiffLine[];
  readonly findings: readonly Found[];
  /** Why nothing was done. */
  readonly problem?: string;
}

export const samplePath = "app/actions.ts";

export const sample = `"use server";

import { revalidateTag, unstable_cache, unstable_cacheTag as cacheTag } from "next/cache";
import { db } from "../lib/db";

const readProducts = unstable_cache(async (shop: string) => db.products(shop), ["products"], {
  tags: ["products"],
  revalidate: 3600,
});

export async function rename(id: string, name: string) {
  await db.rename(id, name);
  revalidateTag("products");
}
`;
