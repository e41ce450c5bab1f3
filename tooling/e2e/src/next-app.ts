import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { start, type Child } from "./child.ts";
import { eventually } from "./eventually.ts";
import { freePort } from "./free-port.ts";

export type Env = Record<string, string>;

export type Instance = { name: string; url: string; log(): string; stop(): Promise<void> };

/** @param app a name, or the folder of an app that lies elsewhere. */
export const appDirectory = (app: string): string => resolve(import.meta.dirname, "..", "apps", app);

const nextBinary = (directory: string) => createRequire(join(directory, "package.json")).resolve("next/dist/bin/next");

export async function build(app: string, env: Env, flags: string[] = []): Promise<string> {
  const directory = appDirectory(app);
  const child = start(directory, [nextBinary(directory), "build", ...flags], { E2E_INSTANCE: "build", ...env });
  const code = await child.exited;
  if (code !== 0) throw new Error(`next build of ${app} ended with ${code}:\n${child.log()}`);
  return child.log();
}

export async function serve(app: string, name: string, env: Env): Promise<Instance> {
  const directory = appDirectory(app);
  return listen(name, (port) =>
    start(directory, [nextBinary(directory), "start", "-H", "127.0.0.1", "-p", `${port}`], {
      E2E_INSTANCE: name,
      ...env,
    }),
  );
}

export async function serveDev(app: string, name: string, env: Env): Promise<Instance> {
  const directory = appDirectory(app);
  return listen(name, (port) =>
    start(directory, [nextBinary(directory), "dev", "-H", "127.0.0.1", "-p", `${port}`], {
      E2E_INSTANCE: name,
      ...env,
    }),
  );
}

/** `output: "standalone"`: `file` is the server.js that the build wrote. */
export async function serveStandalone(file: string, name: string, env: Env): Promise<Instance> {
  return listen(name, (port) =>
    start(join(file, ".."), [file], { HOSTNAME: "127.0.0.1", PORT: `${port}`, E2E_INSTANCE: name, ...env }),
  );
}

async function listen(name: string, launch: (port: number) => Child): Promise<Instance> {
  const port = await freePort();
  const child = launch(port);
  const ready = eventually(async () => {
    if (!/Ready in/.test(child.log())) throw new Error(`${name} is not ready:\n${child.log()}`);
  }, 60_000);
  const died = child.exited.then((code) => {
    throw new Error(`${name} ended with ${code} before it was ready:\n${child.log()}`);
  });
  died.catch(() => undefined);
  await Promise.race([ready, died]);
  return { name, url: `http://127.0.0.1:${port}`, log: child.log, stop: child.stop };
}
