import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { installedNext } from "@tagledger/core/operate";
import { type BuiltConfig, readBuiltConfig } from "../project/built-config.ts";
import type { Project } from "../project/project.ts";
import { readJson } from "../project/resolve.ts";
import type { BackendName } from "../store/choose-backend.ts";

/** What `next build` has left, as far as doctor looks at it. */
export interface BuiltApp {
  /** Absolute. */
  readonly distDir: string;
  readonly id: string;
  readonly config: BuiltConfig;
  /** The version of Next.js that built it; `undefined` when it does not say. */
  readonly nextVersion: string | undefined;
  readonly hasServerActions: boolean;
  /** The key that the build encrypts what Server Actions close over with. */
  readonly encryptionKey: string | undefined;
  /** Routes that run in the edge runtime. */
  readonly edgeRoutes: readonly string[];
}

/** What doctor examines. */
export interface Patient {
  readonly project: Project;
  readonly backend: BackendName;
  readonly distDir: string;
  /** `undefined` when there is no finished build. */
  readonly built: BuiltApp | undefined;
  /** `undefined` when Next.js is not installed. */
  readonly nextVersion: string | undefined;
}

export function createPatient(project: Project, backend: BackendName, distDir: string): Patient {
  return { project, backend, distDir, built: readBuilt(distDir), nextVersion: installedNext(project.folder) };
}

interface ActionsManifest {
  readonly node?: object;
  readonly edge?: object;
  readonly encryptionKey?: string;
}

function readBuilt(distDir: string): BuiltApp | undefined {
  const config = readBuiltConfig(distDir);
  const buildId = join(distDir, "BUILD_ID");
  if (config === undefined || !existsSync(buildId)) return undefined;
  const actions = readJson(join(distDir, "server", "server-reference-manifest.json")) as ActionsManifest | undefined;
  const middleware = readJson(join(distDir, "server", "middleware-manifest.json")) as
    | { functions?: Record<string, unknown> }
    | undefined;
  const framework = readJson(join(distDir, "diagnostics", "framework.json")) as { version?: string } | undefined;
  return {
    distDir,
    id: readFileSync(buildId, "utf8").trim(),
    config,
    nextVersion: framework?.version,
    hasServerActions: Object.keys({ ...actions?.node, ...actions?.edge }).length > 0,
    encryptionKey: actions?.encryptionKey,
    edgeRoutes: Object.keys(middleware?.functions ?? {}),
  };
}
