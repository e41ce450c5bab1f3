"use server";

import { updateTag } from "next/cache";
import { applyChange, parseChange } from "../lib/change";
import { tagOf } from "../lib/surfaces";

/** The token was checked in `proxy.ts`. */
export async function changeAction(form: FormData): Promise<void> {
  const change = parseChange(form);
  if (change === undefined) throw new Error("topic and how are needed");
  if (change.how === "update-tag") updateTag(tagOf(change.topic));
  else if (!(await applyChange(change))) throw new Error(`there is no change called ${change.how}`);
}
