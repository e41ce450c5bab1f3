import type { Values } from "../cli/values.ts";
import { UsageError } from "../cli/failure.ts";
import { handlerPath, readBuiltConfig } from "../project/built-config.ts";
import type { Project } from "../project/project.ts";
import { realPath, resolveFrom } from "../project/resolve.ts";

export const BACKENDS = ["filesystem", "redis"] as const;
export type BackendName = (typeof BACKENDS)[number];

/**
 * Which backend the handlers of a project are on: what the flags say, what a variable of one backend says, what the build
 * is wired to, which package is installed, in this order.
 *
 * @throws UsageError when none of it tells.
 */
export function chooseBackend({ folder, env }: Project, distDir: string, values: Values): BackendName {
  const given = values.text("store");
  if (given !== undefined) {
    const found = BACKENDS.find((name) => name === given);
    if (found === undefined) throw new UsageError(`--store is ${BACKENDS.join(" or ")}, not ${JSON.stringify(given)}.`);
    if (found === "filesystem" && values.has("redis")) throw new UsageError("--store filesystem takes no --redis.");
    if (found === "redis" && values.has("dir")) throw new UsageError("--store redis takes no --dir.");
    return found;
  }
  if (values.has("redis")) return "redis";
  if (values.has("dir")) return "filesystem";
  return (
    only([env["TAGLEDGER_DIR"] && "filesystem", env["TAGLEDGER_REDIS_URL"] && "redis"]) ??
    wiredTo(folder, distDir) ??
    only(BACKENDS.map((name) => isInstalled(folder, name) && name)) ??
    unclear()
  );
}

function unclear(): never {
  throw new UsageError(
    "It is not clear where the cache is. Say --redis <url> or --dir <path>, or --store filesystem or redis.",
  );
}

/** @returns the one that there is; `undefined` for none or several. */
function only(candidates: readonly (string | false | undefined)[]): BackendName | undefined {
  const found = candidates.filter((name) => BACKENDS.some((backend) => backend === name));
  return found.length === 1 ? (found[0] as BackendName) : undefined;
}

function isInstalled(folder: string, name: BackendName): boolean {
  return resolveFrom(folder, `@tagledger/${name}/package.json`) !== undefined;
}

/** The backend of the first handler of a build that is one of ours: where they differ, doctor says so. */
function wiredTo(folder: string, distDir: string): BackendName | undefined {
  const { cacheHandler, cacheHandlers } = readBuiltConfig(distDir) ?? {};
  for (const path of [cacheHandler, ...Object.values(cacheHandlers ?? {})]) {
    const name = path === undefined ? undefined : handlerOf(folder, handlerPath(distDir, path));
    if (name !== undefined) return name;
  }
  return undefined;
}

const MODULES = ["incremental", "use-cache", "use-cache-near"];

/** @returns the backend whose ready module a file is; `undefined` for any other file. */
export function handlerOf(folder: string, path: string): BackendName | undefined {
  return BACKENDS.find((name) =>
    MODULES.some((module) => {
      const file = resolveFrom(folder, `@tagledger/${name}/${module}`);
      return file !== undefined && realPath(file) === realPath(path);
    }),
  );
}
