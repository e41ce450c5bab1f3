import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Writable } from "node:stream";
import { onTestFinished } from "vitest";
import { main } from "../src/cli/main.ts";

/** A directory that is gone when the test is. */
export interface Workspace {
  readonly root: string;
  readonly path: (relative: string) => string;
  readonly read: (relative: string) => string;
  readonly write: (relative: string, content: string | Uint8Array) => void;
  readonly commit: () => void;
  /** Runs our command line in it, in this process. */
  readonly run: (...args: string[]) => Promise<Ran>;
}

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** With git and everything committed, unless there should be no git. */
export function createWorkspace(files: Readonly<Record<string, string | Uint8Array>>, git = true): Workspace {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "codemod-")));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const path = (relative: string): string => join(root, relative);
  const workspace: Workspace = {
    root,
    path,
    read: (relative) => readFileSync(path(relative), "utf8"),
    write: (relative, content) => {
      mkdirSync(dirname(path(relative)), { recursive: true });
      writeFileSync(path(relative), content);
    },
    commit: () => {
      const identity = ["-c", "user.name=test", "-c", "user.email=test@localhost", "-c", "commit.gpgsign=false"];
      execFileSync("git", ["add", "--all"], { cwd: root });
      execFileSync("git", [...identity, "commit", "--quiet", "--allow-empty", "--message", "test"], { cwd: root });
    },
    run: (...args) => run(root, args),
  };
  for (const [relative, content] of Object.entries(files)) workspace.write(relative, content);
  if (git) {
    execFileSync("git", ["init", "--quiet"], { cwd: root });
    workspace.commit();
  }
  return workspace;
}

async function run(cwd: string, args: readonly string[]): Promise<Ran> {
  const out = createSink();
  const err = createSink();
  const code = await main(args, {
    cwd,
    stdin: process.stdin,
    stdout: out.stream,
    stderr: err.stream,
    now: () => 0,
    interactive: false,
  });
  return { code, stdout: out.text(), stderr: err.text() };
}

function createSink(): { readonly stream: NodeJS.WriteStream; readonly text: () => string } {
  const chunks: string[] = [];
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      chunks.push(String(chunk));
      done();
    },
  });
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => chunks.join("") };
}

export const OLD = "import { revalidateTag } from 'next/cache'\nexport const bust = () => revalidateTag('a')\n";
export const NEW =
  "import { revalidateTag } from 'next/cache'\nexport const bust = () => revalidateTag('a', { expire: 0 })\n";
export const MANIFEST = `{ "name": "app", "dependencies": { "next": "16.4.6" } }`;
