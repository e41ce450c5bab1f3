import { start } from "@tagledger/e2e/child";

const SCRIPT = `import("@tagledger/filesystem").then(({ invalidate }) => invalidate(["t1"]))`;

/** Invalidates in a process of its own, as a job that is no part of the application does; resolves when that has ended. */
export async function invalidateOutside(directory: string, ledger: string): Promise<void> {
  const child = start(directory, ["-e", SCRIPT], { TAGLEDGER_DIR: ledger });
  const status = await child.exited;
  if (status !== 0) throw new Error(`invalidate() ended with ${status}:\n${child.log()}`);
}
