import { spawn } from "node:child_process";

export type Child = {
  /** Everything the process printed, for the message of a failed test. */
  log(): string;
  exited: Promise<number | null>;
  stop(): Promise<void>;
};

/** Only what Next needs: a test runner's NODE_ENV or NODE_OPTIONS would make it another program. */
const inherited = ["PATH", "HOME", "TMPDIR"].flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []));

const running = new Set<number>();
process.once("exit", () => running.forEach((pid) => signal(pid, "SIGKILL")));

/** Own process group, so that the helpers of `next dev` end with it. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(-pid, name);
  } catch {
    // already gone
  }
}

/** `E2E_NODE` in `env` is another Node.js to run it with. */
export function start(cwd: string, command: string[], env: Record<string, string>): Child {
  const child = spawn(env["E2E_NODE"] ?? process.execPath, command, {
    cwd,
    env: { ...Object.fromEntries(inherited), NEXT_TELEMETRY_DISABLED: "1", ...env } as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let log = "";
  child.stdout.on("data", (chunk) => (log += chunk));
  child.stderr.on("data", (chunk) => (log += chunk));
  const pid = child.pid;
  if (pid !== undefined) running.add(pid);
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => {
      if (pid !== undefined) running.delete(pid);
      resolve(code);
    });
  });
  return {
    log: () => log,
    exited,
    stop: async () => {
      if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
      signal(pid, "SIGTERM");
      const timer = setTimeout(() => signal(pid, "SIGKILL"), 5000);
      await exited;
      clearTimeout(timer);
    },
  };
}
