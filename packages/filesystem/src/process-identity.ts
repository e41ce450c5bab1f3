import { readlinkSync } from "node:fs";

/** Within one namespace a process id names one live process. Containers usually have one each. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly pidNamespace: string;
}

let ownNamespace: string | undefined;

function readPidNamespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "unknown";
  }
}

export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, pidNamespace: (ownNamespace ??= readPidNamespace()) };
}

/** @returns false only when this host, as far as this process can see, has no process of that id. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

export function isSurelyDead({ pid, pidNamespace }: ProcessIdentity): boolean {
  return pidNamespace === ownIdentity().pidNamespace && !isAlive(pid);
}
