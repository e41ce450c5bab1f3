import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Call } from "../cli/command.ts";
import { UsageError } from "../cli/failure.ts";
import { appEnvironment, withFlags } from "./environment.ts";

/** The app that the command is about. */
export interface Project {
  /** Absolute. */
  readonly folder: string;
  /** With what the flags say in place of what the variables say. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** @throws UsageError when there is no such folder. */
export function openProject({ values, around }: Pick<Call, "values" | "around">): Project {
  const folder = resolve(around.cwd, values.text("project") ?? ".");
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new UsageError(`--project: there is no folder ${folder}.`);
  }
  return { folder, env: withFlags(appEnvironment(folder, around.env), values, around.cwd) };
}

/** @returns the folder that `next build` has written to, absolute, whether it is there or not. */
export function buildFolder({ folder }: Project, { values, around }: Pick<Call, "values" | "around">): string {
  const given = values.text("build");
  return given === undefined ? join(folder, ".next") : resolve(around.cwd, given);
}
