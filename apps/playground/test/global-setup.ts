import { fileURLToPath } from "node:url";
import { buildApp, startSource } from "@tagledger/fleet";
import type { TestProject } from "vitest/node";
import { type Backend, isBackend } from "./backends";
import { openLedger } from "./ledger";

declare module "vitest" {
  export interface ProvidedContext {
    /** What the build ran with; the instances need the same. */
    appEnv: Record<string, string>;
    backend: Backend;
    sourceUrl: string;
  }
}

export const appDir = fileURLToPath(new URL("..", import.meta.url));

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { name: backend } = project;
  if (!isBackend(backend)) throw new Error(`there is no backend ${backend}`);
  const source = await startSource();
  const ledger = await openLedger(backend);
  const appEnv = {
    ...ledger.env,
    PLAYGROUND_BACKEND: backend,
    PLAYGROUND_DIST_DIR: `.next-test/${backend}`,
    PLAYGROUND_SOURCE_URL: source.url,
    PLAYGROUND_TOKEN: "test-token",
    PLAYGROUND_WEBHOOK_SECRET: "test-secret",
  };
  // The build notes where its ledger stands; only there are its prerendered pages known to be current.
  const { ms } = await buildApp({ appDir, env: { ...appEnv, TAGLEDGER_BUILD: "1", TAGLEDGER_INSTANCE: "build" } });
  console.log(`built for ${backend} in ${ms} ms`);
  project.provide("appEnv", appEnv);
  project.provide("backend", backend);
  project.provide("sourceUrl", source.url);
  return async () => {
    await source.stop();
    await ledger.close();
  };
}
