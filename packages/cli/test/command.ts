import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { join } from "node:path";
import { onTestFinished } from "vitest";

const BIN = join(import.meta.dirname, "..", "dist", "bin.js");

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts the built command as a process without a terminal, with no variables but these. */
export function start(args: readonly string[], { cwd, env }: RunOptions = {}): ChildProcessWithoutNullStreams {
  const { PATH = "" } = process.env;
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd,
    env: { PATH, NO_COLOR: "1", ...env } as unknown as NodeJS.ProcessEnv,
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

export async function run(args: readonly string[], options?: RunOptions): Promise<Ran> {
  return ended(start(args, options));
}

export async function ended(child: ChildProcessWithoutNullStreams): Promise<Ran> {
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, stdout, stderr };
}

/** Runs with `--json` and reads the one document. */
export async function runJson<Document>(
  args: readonly string[],
  options?: RunOptions,
): Promise<Ran & { readonly json: Document }> {
  const ran = await run([...args, "--json"], options);
  return { ...ran, json: JSON.parse(ran.stdout) as Document };
}
