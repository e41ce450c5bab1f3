"use server";

import { migrate } from "../../../lib/migrate";
import type { Migration } from "../../../lib/migration";
import { textField } from "../../../lib/text-field";

/** The token was checked in `proxy.ts`. */
export async function migrateAction(_before: Migration | undefined, form: FormData): Promise<Migration> {
  return migrate(textField(form, "path"), textField(form, "text"));
}
