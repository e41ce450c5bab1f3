import { createRequire } from "node:module";
import type { Values } from "../cli/values.ts";
import { resolve } from "node:path";
import { UsageError } from "../cli/failure.ts";
import { resolveFrom } from "./resolve.ts";

type Variables = Readonly<Record<string, string | undefined>>;

interface NextEnv {
  loadEnvConfig(
    dir: string,
    dev: boolean,
    log: { info(): void; error(): void },
  ): { combinedEnv: Record<string, string | undefined> };
}

/**
 * The variables as the handlers see them under `next start`: those of the process, and below them those of the app's `.env`
 * files, which Next.js itself reads here. Without Next.js, those of the process.
 */
export function appEnvironment(project: string, env: Variables): Variables {
  const next = resolveFrom(project, "next/package.json");
  if (next === undefined) return env;
  try {
    const { loadEnvConfig } = createRequire(next)("@next/env") as NextEnv;
    return { ...loadEnvConfig(project, false, { info() {}, error() {} }).combinedEnv, ...env };
  } catch {
    return env;
  }
}

/** Puts what the flags say in the place of what the variables say. */
export function withFlags(env: Variables, values: Values, cwd: string): Variables {
  const [redis, dir] = [values.text("redis"), values.text("dir")];
  const [namespace, app] = [values.text("namespace"), values.text("app")];
  if (redis !== undefined && dir !== undefined) throw new UsageError("Give --redis or --dir, not both.");
  if (namespace !== undefined && app !== undefined)
    throw new UsageError("--namespace and --app are the same; give one.");
  const named = namespace ?? app;
  return {
    ...env,
    ...(redis !== undefined && { TAGLEDGER_REDIS_URL: redis }),
    ...(dir !== undefined && { TAGLEDGER_DIR: resolve(cwd, dir) }),
    ...(named !== undefined && { TAGLEDGER_NAMESPACE: named }),
  };
}
