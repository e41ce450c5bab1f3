import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import { startStandalone } from "@tagledger/redis-servers";
import type { TestProject } from "vitest/node";
import { createApp, removeApp } from "./projects.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A Redis that stays for all tests; each uses a namespace of its own, except for the builds. */
    redisUrl: string;
    /** Folders of built apps: with everything as it should be on Redis, the same on a directory, and with nothing. */
    wired: string;
    onDirectory: string;
    bare: string;
  }
}

export const ENCRYPTION_KEY = Buffer.alloc(32, 7).toString("base64");

/** Builds the app once for each way that it may be wired. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const redis = await startStandalone({ config: { maxmemory: "100mb", "maxmemory-policy": "volatile-lru" } });
  const folders: string[] = [];
  async function teardown(): Promise<void> {
    await redis.stop();
    folders.forEach(removeApp);
  }
  async function build(env: Record<string, string>): Promise<string> {
    const folder = createApp();
    folders.push(folder);
    await runNext(folder, env);
    return folder;
  }
  try {
    project.provide("redisUrl", redis.url);
    project.provide("wired", await build({ TEST_STORE: "redis", REDIS_URL: redis.url, TAGLEDGER_BUILD: "1" }));
    project.provide("onDirectory", await build({ TEST_STORE: "filesystem" }));
    project.provide("bare", await build({ TEST_BARE: "1" }));
  } catch (error) {
    await teardown();
    throw error;
  }
  return teardown;
}

async function runNext(folder: string, env: Record<string, string>): Promise<void> {
  const next = createRequire(import.meta.url).resolve("next/dist/bin/next");
  const { PATH = "", HOME = "" } = process.env;
  const variables = { PATH, HOME, NEXT_TELEMETRY_DISABLED: "1", NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: ENCRYPTION_KEY };
  await promisify(execFile)(process.execPath, [next, "build"], {
    cwd: folder,
    env: { ...variables, ...env },
  });
}
