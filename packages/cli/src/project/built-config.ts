import { join, resolve } from "node:path";
import { readJson } from "./resolve.ts";

/** What is read of the configuration that a build was made with. */
export interface BuiltConfig {
  readonly cacheHandler?: string;
  readonly cacheHandlers?: Readonly<Record<string, string | undefined>>;
  readonly cacheMaxMemorySize?: number;
  readonly cacheComponents?: boolean;
  readonly deploymentId?: string;
  readonly output?: string;
  readonly configFileName?: string;
  readonly images?: { readonly customCacheHandler?: boolean; readonly unoptimized?: boolean };
  readonly experimental?: {
    readonly useCache?: boolean;
    readonly serverActions?: { readonly allowedOrigins?: readonly string[] };
  };
}

/** @returns what `next build` has written down; `undefined` when there is no finished build. */
export function readBuiltConfig(distDir: string): BuiltConfig | undefined {
  const files = readJson(join(distDir, "required-server-files.json")) as { config?: BuiltConfig } | undefined;
  return files?.config;
}

/** Next.js writes the paths of handlers relative to the build. */
export function handlerPath(distDir: string, path: string): string {
  return resolve(distDir, path);
}
