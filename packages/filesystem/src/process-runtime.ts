import { createRequire } from "node:module";
import { join } from "node:path";
import { assertSupportedNext, createRuntime, minorOf, processWide, publish, type Runtime } from "@tagledger/core";
import { logProblems } from "./log-problems.ts";
import { filesystemStore } from "./filesystem-store.ts";
import { type FilesystemSettings, readSettings } from "./settings.ts";

export interface ProcessRuntime {
  readonly runtime: Runtime;
  readonly settings: FilesystemSettings;
  /** Names the application among those that share a namespace. */
  readonly application: string;
  /** Minor version of Next.js, or the empty string. */
  readonly nextVersion: string;
}

const MIN_MARK_AGE_MS = 30 * 86_400_000;

/**
 * The runtime that both ready modules of this process share. It has asked the ledger once when this resolves, so that
 * what the first request makes can be stored.
 */
export async function processRuntime(): Promise<ProcessRuntime> {
  const cwd = process.cwd();
  const settings = readSettings(process.env, cwd);
  const { directory, namespace, maxEntriesBytes } = settings;
  return processWide(`filesystem:${JSON.stringify([directory, namespace])}`, async () => {
    logProblems();
    const version = nextVersionOf(cwd);
    assertSupportedNext(version);
    const store = filesystemStore({
      directory,
      namespace,
      ...(maxEntriesBytes !== undefined && { maxEntriesBytes }),
      // Marks that are forgotten before the entries they concern make these misses.
      maxMarkAgeMs: Math.max(settings.runtime.maxTtlMs ?? 0, MIN_MARK_AGE_MS),
      onProblem: (problem) => publish("tagledger:problem", () => problem),
    });
    const runtime = createRuntime({ ...settings.runtime, store });
    await runtime.refresh();
    return { runtime, settings, application: settings.application, nextVersion: minorOf(version) };
  });
}

function nextVersionOf(cwd: string): string | undefined {
  try {
    return (createRequire(join(cwd, "package.json"))("next/package.json") as { version?: string }).version;
  } catch {
    return undefined;
  }
}
