import { cp, mkdir, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { type Child, finish, start } from "./child.ts";

const require = createRequire(import.meta.url);
const NEXT = require.resolve("next/dist/bin/next");
const TSC = require.resolve("typescript/package.json").replace("package.json", "bin/tsc");
const CLI = join(import.meta.dirname, "../../dist/bin.js");

/** A copy of the app in the old style, next to others of the same run. It is in this package, which has Next.js. */
export async function copyApp(name: string): Promise<string> {
  const directory = join(import.meta.dirname, "../../.run", name);
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  await cp(join(import.meta.dirname, "fixtures/old-style"), directory, { recursive: true });
  return directory;
}

/** The command that users run; git ignores the copies, so there is nothing to commit first. */
export async function migrate(directory: string, ...args: readonly string[]): Promise<string> {
  return finish(directory, [CLI, ...args, directory, "--force"]);
}

export async function build(directory: string): Promise<string> {
  return finish(directory, [NEXT, "build"]);
}

/** @throws with the errors. The types of Next.js are there once it is built. */
export async function typecheck(directory: string): Promise<void> {
  await finish(directory, [TSC, "--noEmit", "-p", directory]);
}

export interface Server {
  readonly url: string;
  readonly log: Child["log"];
  readonly stop: Child["stop"];
}

export async function serve(directory: string): Promise<Server> {
  const port = await freePort();
  const child = start(directory, [NEXT, "start", "-H", "127.0.0.1", "-p", `${port}`]);
  const deadline = performance.now() + 60_000;
  while (!child.log().includes("Ready in")) {
    if (performance.now() > deadline) throw new Error(`the app is not ready:\n${child.log()}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return { url: `http://127.0.0.1:${port}`, log: child.log, stop: child.stop };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
