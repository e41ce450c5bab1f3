import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRuntime, createUseCacheHandler, type Runtime } from "@tagledger/core";
import type { Store } from "@tagledger/core/store";
import { filesystemStore } from "@tagledger/filesystem";
import { redisStore } from "@tagledger/redis";
import { inject, onTestFinished } from "vitest";

/** A store that a test shares with the command, written by the handlers that an app has. */
export interface TestStore {
  /** What makes the command use it. */
  readonly flags: readonly string[];
  readonly store: Store;
  readonly runtime: Runtime;
  readonly namespace: string;
  /** Caches a result of `'use cache'` as Next.js does. */
  cache(key: string, tags: readonly string[], text?: string): Promise<void>;
  /** @returns what a handler of another process would serve; `undefined` for a miss. */
  ask(key: string): Promise<{ readonly text: string; readonly stale: boolean } | undefined>;
}

/** A busy machine is not what these tests are about. */
export const DEADLINE_MS = 20_000;

export const BACKENDS = ["filesystem", "redis"] as const;

export function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), "tagledger-cli-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** @param url another Redis than the common one. */
export async function openStore(backend: (typeof BACKENDS)[number], url = inject("redisUrl")): Promise<TestStore> {
  const namespace = `cli-${randomUUID()}`;
  const directory = temporary();
  writeFileSync(join(directory, "package.json"), "{}");
  const open = (): Store =>
    backend === "redis" ? redisStore({ url, namespace }) : filesystemStore({ directory, namespace });
  const store = open();
  const runtime = createRuntime({ store, building: false, deadlineMs: DEADLINE_MS });
  onTestFinished(() => runtime.close());
  await runtime.refresh();
  const handler = createUseCacheHandler(runtime);
  return {
    flags: [...(backend === "redis" ? ["--redis", url] : ["--dir", directory]), "--namespace", namespace],
    store,
    runtime,
    namespace,
    async cache(key, tags, text = `the value of ${key}`) {
      await new Promise((resolve) => setTimeout(resolve, 2));
      const value = new Blob([text]).stream();
      const timestamp = performance.timeOrigin + performance.now();
      const entry = { value, tags: [...tags], stale: 60, timestamp, expire: 3600, revalidate: 900 };
      await handler.set(key, Promise.resolve(entry));
    },
    async ask(key) {
      const other = createRuntime({ store: open(), building: false, deadlineMs: DEADLINE_MS });
      try {
        const found = await createUseCacheHandler(other).get(key, []);
        return found && { text: await new Response(found.value).text(), stale: found.revalidate === -1 };
      } finally {
        await other.close();
      }
    },
  };
}
