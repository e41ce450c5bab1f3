import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startControl } from "@tagledger/control";
import { ensureTool } from "@tagledger/ci/ensure-tool";
import type { TestProject } from "vitest/node";
import { appDir } from "../global-setup";

declare module "vitest" {
  export interface ProvidedContext {
    chromium: string;
    playground: { url: string; token: string };
  }
}

/** The playground as its command starts it, once for all files. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const chromium = await ensureTool("chromium");
  const dir = await mkdtemp(join(tmpdir(), "tagledger-playground-"));
  const control = await startControl({ appDir, dir, env: { PLAYGROUND_DIST_DIR: ".next-test/browser" } });
  const stop = async () => {
    await control.stop();
    await rm(dir, { recursive: true, force: true });
  };
  try {
    await control.build();
    await control.start("filesystem");
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide("chromium", chromium);
  project.provide("playground", { url: control.url, token: control.token });
  return stop;
}
