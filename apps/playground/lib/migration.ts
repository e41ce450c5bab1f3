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

export const samplePath = "app/page.tsx";

export const sample = `import { revalidateTag, unstable_cache, unstable_cacheTag as cacheTag } from "next/cache";
import { db } from "../lib/db";

const readProducts = unstable_cache(async () => db.products.all(), ["products"], {
  tags: ["products"],
  revalidate: 3600,
});

async function rename(form: FormData) {
  "use server";
  await db.products.rename(form.get("id"), form.get("name"));
  revalidateTag("products");
}

export default async function Page() {
  const products = await readProducts();
  return <form action={rename}>{products.length}</form>;
}
`;
