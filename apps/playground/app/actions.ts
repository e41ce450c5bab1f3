"use server";

import { updateTag } from "next/cache";
import { applyChange, changeTag, parseChange } from "../lib/change";
import { tell } from "../lib/tell";

/** The token was checked in `proxy.ts`. */
export async function changeAction(form: FormData): Promise<void> {
  const change = parseChange(form);
  if (change === undefined) throw new Error("topic and how are needed");
  if (change.how === "update-tag") {
    const tag = changeTag(change.topic);
    tell({ call: "updateTag", tags: [tag], kind: "hard" });
    updateTag(tag);
  } else if (!(await applyChange(change))) throw new Error(`there is no change called ${change.how}`);
}
