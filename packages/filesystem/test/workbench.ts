import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Invalidation, News, Position } from "@tagledger/core/store";
import { type FilesystemStore, filesystemStore, type FilesystemStoreOptions } from "../src/filesystem-store.ts";
import type { Problem } from "../src/directory.ts";
import type { StoreTime } from "../src/store-time.ts";

/** A directory and the stores in it, each as if it were the one of another process. */
export interface Workbench {
  readonly directory: string;
  readonly ledger: string;
  readonly problems: Problem[];
  open(options?: Partial<FilesystemStoreOptions>): FilesystemStore;
  journals(): string[];
  /** The text of the newest journal. */
  journalText(): string;
  journalPath(): string;
  dispose(): Promise<void>;
}

export async function createWorkbench(): Promise<Workbench> {
  const folder = await mkdtemp(join(tmpdir(), "tagledger-"));
  const directory = join(folder, "cache");
  const ledger = join(directory, "v1", "app", "ledger");
  const stores: FilesystemStore[] = [];
  const problems: Problem[] = [];
  const journals = (): string[] =>
    readdirSync(ledger)
      .filter((name) => name.startsWith("journal."))
      .toSorted();
  const journalPath = (): string => join(ledger, journals().at(-1) as string);
  return {
    directory,
    ledger,
    problems,
    open(options) {
      const store = filesystemStore({
        directory,
        namespace: "app",
        onProblem: (problem) => problems.push(problem),
        ...options,
      });
      stores.push(store);
      return store;
    },
    journals,
    journalPath,
    journalText: () => readFileSync(journalPath(), "latin1"),
    async dispose() {
      await Promise.all(stores.map((store) => store.close()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export const hard = (...tags: string[]): Invalidation => ({ tags, kind: "hard" });
export const soft = (tag: string, expireSeconds?: number): Invalidation => ({
  tags: [tag],
  kind: "soft",
  ...(expireSeconds !== undefined && { expireSeconds }),
});

export async function everything(store: FilesystemStore): Promise<News> {
  return (await store.news(undefined)) as News;
}

export async function positionOf(store: FilesystemStore): Promise<Position> {
  return (await everything(store)).position;
}

export const tagsOf = (news: News | undefined): string[] => (news?.marks ?? []).map(({ tag }) => tag);

export interface Host extends StoreTime {
  pass(ms: number): void;
  /** @returns the clock of the processes that run after the host was started again. */
  reboot(): Host;
}

/** A clock that a test moves. */
export function createHost(nowMs = 1_000_000, boot = 1): Host {
  return {
    nowMs: () => nowMs,
    bootId: () => `boot-${boot}`,
    pass(ms) {
      nowMs += ms;
    },
    reboot: () => createHost(5_000, boot + 1),
  };
}
