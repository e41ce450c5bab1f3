"use server";

import { updateTag } from "next/cache";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { applyChange, changeTag, parseChange } from "../lib/change";
import { tell } from "../lib/tell";

/** The token was checked in `proxy.ts`. */
export async function changeAction(form: FormData): Promise<void> {
  await change(form);
  // To a form without scripts Next.js answers with the holes of the page and leaves its shell out (16.4.6).
  const from = await headers();
  if (!from.has("next-action")) redirect(pathOf(from.get("referer")));
}

function pathOf(referer: string | null): string {
  if (referer === null || !URL.canParse(referer)) return "/";
  const { pathname, search } = new URL(referer);
  return pathname.replace(/^\/+/, "/") + search;
}

async function change(form: FormData): Promise<void> {
  const wanted = parseChange(form);
  if (wanted === undefined) throw new Error("topic and how are needed");
  if (wanted.how === "update-tag") {
    const tag = changeTag(wanted.topic);
    tell({ call: "updateTag", tags: [tag], kind: "hard" });
    updateTag(tag);
  } else if (!(await applyChange(wanted))) throw new Error(`there is no change called ${wanted.how}`);
}
