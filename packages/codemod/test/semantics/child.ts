import { spawn } from "node:child_process";

/** A process with all it printed. */
export interface Child {
  readonly log: () => string;
  readonly exited: Promise<number | null>;
  readonly stop: () => Promise<void>;
}

/** Only what Next.js needs: NODE_ENV and NODE_OPTIONS of the test runner would make it another program. */
const inherited = ["PATH", "HOME", "TMPDIR"].flatMap((name) => {
  const value = process.env[name];
  return value === undefined ? [] : [[name, value]];
});

export function start(cwd: string, args: readonly string[]): Child {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...Object.fromEntries(inherited), NEXT_TELEMETRY_DISABLED: "1" } as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  child.stdout.on("data", (chunk) => (log += chunk));
  child.stderr.on("data", (chunk) => (log += chunk));
  const kill = (): void => {
    child.kill("SIGKILL");
  };
  process.once("exit", kill);
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => {
      process.off("exit", kill);
      resolve(code);
    });
  });
  return {
    log: () => log,
    exited,
    stop: async () => {
      child.kill("SIGTERM");
      await exited;
    },
  };
}

/** Runs a program to its end. @throws with all it printed. */
export async function finish(cwd: string, args: readonly string[]): Promise<string> {
  const child = start(cwd, args);
  const code = await child.exited;
  if (code !== 0) throw new Error(`node ${args.join(" ")} ended with ${code}:\n${child.log()}`);
  return child.log();
}
