"use server";

import { migrate } from "../../../lib/migrate";
import type { Migration } from "../../../lib/migration";

/** The token was checked in `proxy.ts`. */
export async function migrateAction(_before: Migration | undefined, form: FormData): Promise<Migration> {
  return migrate(String(form.get("path") ?? ""), String(form.get("text") ?? ""));
}
