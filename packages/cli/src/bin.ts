#!/usr/bin/env node
import { main } from "./cli/main.ts";

/** Where a command does not end by itself: it may be waiting for a server. */
const GRACE_MS = 2000;

const stopping = new AbortController();
const stop = (): void => {
  stopping.abort();
  setTimeout(() => process.exit(130), GRACE_MS).unref();
};
process.once("SIGINT", stop);
process.once("SIGTERM", stop);
// Whoever read our output has seen enough.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  stop();
});
// Timers and sockets of a store do not all keep a process alive that waits for them.
const alive = setInterval(() => {}, 60_000);

const code = await main(process.argv.slice(2), {
  cwd: process.cwd(),
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: stopping.signal,
  interactive: process.stdin.isTTY && process.stdout.isTTY && process.env["CI"] === undefined,
});
clearInterval(alive);
// A connection that hangs must not hold the command. What was written to a pipe has been taken by then.
process.stdout.write("", () => process.exit(code));
process.exitCode = code;
