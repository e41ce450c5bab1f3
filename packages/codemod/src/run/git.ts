import { spawnSync, type SpawnSyncReturns } from "node:child_process";

/** @returns what it prints; `undefined` where there is no git, no repository, or git refuses: see {@link refusalOfGit}. */
export function git(directory: string, args: readonly string[]): string | undefined {
  const { status, stdout } = start(directory, args);
  return status === 0 ? stdout : undefined;
}

/** Why git says nothing of a directory although there is a repository, such as one of another user. */
export function refusalOfGit(directory: string): string | undefined {
  const { error, status, stderr } = start(directory, ["rev-parse", "--show-toplevel"]);
  if (error !== undefined || status === 0 || /not a git repository/i.test(stderr)) return undefined;
  const lines = stderr.split("\n").map((line) => line.replace(/^fatal: /, "").trim());
  return lines.find((line) => line !== "") ?? `exit code ${status}`;
}

function start(directory: string, args: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync("git", ["-C", directory, ...args], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
    stdio: ["ignore", "pipe", "pipe"],
    // Its messages are read.
    env: { ...process.env, LC_ALL: "C" },
  });
}
