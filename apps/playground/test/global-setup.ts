import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildApp, startSource } from "@tagledger/fleet";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext {
    /** What the build ran with; the instances need the same. */
    appEnv: Record<string, string>;
    sourceUrl: string;
  }
}

export const appDir = fileURLToPath(new URL("..", import.meta.url));

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const source = await startSource();
  const dir = await mkdtemp(join(tmpdir(), "tagledger-playground-"));
  const appEnv = {
    PLAYGROUND_DIST_DIR: ".next-test",
    PLAYGROUND_SOURCE_URL: source.url,
    PLAYGROUND_TOKEN: "test-token",
    // The build notes where its ledger stands; only there are its prerendered pages known to be current.
    TAGLEDGER_DIR: join(dir, "ledger"),
  };
  const { ms } = await buildApp({ appDir, env: { ...appEnv, TAGLEDGER_INSTANCE: "build" } });
  console.log(`built in ${ms} ms`);
  project.provide("appEnv", appEnv);
  project.provide("sourceUrl", source.url);
  return async () => {
    await source.stop();
    await rm(dir, { recursive: true, force: true });
  };
}
