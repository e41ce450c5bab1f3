import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { appDirectory, build, type Env } from "./next-app.ts";
import { startSource } from "./source.ts";
import { temporaryDirectory } from "./stage.ts";

/** A build of a fixture app: where it goes and what makes it differ from the others. */
export type Variant = { app: string; env: Env & { E2E_DIST: string }; flags?: string[] };

export async function buildInto({ app, env, flags }: Variant, more: Env): Promise<string> {
  return build(app, { ...env, ...more }, flags);
}

/**
 * Builds a variant once per run of the suite, whichever test file needs it first; files run one after the other.
 * The data of the build is version 1 of a source that is gone afterwards, as the data of a CI build is.
 */
export async function built(variant: Variant): Promise<void> {
  const { app, env } = variant;
  const run = process.env["E2E_RUN"] ?? "";
  const stamp = join(appDirectory(app), env.E2E_DIST, "e2e-run");
  if (run && existsSync(stamp) && (await readFile(stamp, "utf8")) === run) return;
  const source = await startSource();
  const directory = await temporaryDirectory();
  try {
    await buildInto(variant, { E2E_SOURCE: source.url, TAGLEDGER_DIR: directory });
    await writeFile(stamp, run);
  } finally {
    await source.close();
    await rm(directory, { recursive: true, force: true });
  }
}
