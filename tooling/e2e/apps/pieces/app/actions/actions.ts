"use server";

import { revalidateTag, updateTag } from "next/cache";

export async function expireTag(tag: string) {
  updateTag(tag);
}

export async function staleTag(tag: string) {
  revalidateTag(tag, "max");
}
