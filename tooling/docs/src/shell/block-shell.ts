import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A shell in which the programs of the documentation, and no others, exist. */
export interface BlockShell {
  /**
   * Runs a block as it is, line by line until one fails.
   *
   * @param cwd a folder of an app.
   */
  run(content: string, cwd: string): Promise<ShellResult>;
}

export interface ShellResult {
  /** `null` when it took longer than {@link LIMIT_MS}. */
  readonly status: number | null;
  readonly output: string;
}

const LIMIT_MS = 60_000;
const PROGRAMS = join(import.meta.dirname, "programs");

/** @param folder an empty one, for what the shell finds its programs by. */
export function createBlockShell(folder: string): BlockShell {
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(PROGRAMS)) {
    const program = join(folder, file.replace(/\.mjs$/, ""));
    writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${join(PROGRAMS, file)}' "$@"\n`);
    chmodSync(program, 0o755);
  }
  return {
    run: (content, cwd) =>
      new Promise((resolve, reject) => {
        const child = spawn("/bin/bash", ["--noprofile", "--norc", "-euo", "pipefail", "-c", content], {
          cwd,
          env: { PATH: folder, HOME: cwd, CI: "1", NO_COLOR: "1" },
          stdio: ["ignore", "pipe", "pipe"],
          timeout: LIMIT_MS,
          killSignal: "SIGKILL",
        });
        let output = "";
        child.stdout.on("data", (chunk: Buffer) => (output += chunk));
        child.stderr.on("data", (chunk: Buffer) => (output += chunk));
        child.once("error", reject);
        child.once("close", (status) => resolve({ status, output }));
      }),
  };
}
