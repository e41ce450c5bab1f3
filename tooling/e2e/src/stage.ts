import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve, type Env, type Instance } from "./next-app.ts";
import { startSource, type Source } from "./source.ts";

/** Two processes of one build on one shared directory, and the origin of their data. */
export type Stage = {
  source: Source;
  a: Instance;
  b: Instance;
  directory: string;
  close(): Promise<void>;
};

export const temporaryDirectory = (): Promise<string> => mkdtemp(join(tmpdir(), "tagledger-e2e-"));

export type Launch = (name: string, env: Env) => Promise<Instance>;

export async function openStage(launch: Launch): Promise<Stage> {
  const directory = await temporaryDirectory();
  const source = await startSource();
  const env = { E2E_SOURCE: source.url, TAGLEDGER_DIR: directory };
  const a = await launch("A", env);
  const b = await launch("B", env);
  return {
    source,
    a,
    b,
    directory,
    close: async () => {
      await Promise.all([a.stop(), b.stop()]);
      await source.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** `next start` of a build made by `built`. */
export const started =
  (app: string, variant: Env): Launch =>
  (name, env) =>
    serve(app, name, { ...variant, ...env });
