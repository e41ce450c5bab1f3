import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface Child {
  readonly process: ChildProcess;
  /** Everything the child has sent, in order. */
  readonly messages: unknown[];
  /** @returns the first message after those that were taken before. */
  next(): Promise<unknown>;
  send(message: string | object): void;
  kill(): void;
  readonly exited: Promise<void>;
}

export function startChild(script: string, settings: object): Child {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = fork(path, [JSON.stringify(settings)], {
    execArgv: [],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const messages: unknown[] = [];
  let taken = 0;
  let wake = (): void => {};
  child.on("message", (message) => {
    messages.push(message);
    wake();
  });
  const exited = new Promise<void>((resolve) => {
    child.once("close", () => {
      resolve();
      wake();
    });
  });
  return {
    process: child,
    messages,
    async next() {
      while (messages.length === taken) {
        if (child.exitCode !== null || child.signalCode !== null) throw new Error(`${script} has ended.`);
        await new Promise<void>((resolve) => (wake = resolve));
      }
      return messages[taken++];
    },
    send: (message) => void child.send(message),
    kill: () => void child.kill("SIGKILL"),
    exited,
  };
}
