import { pathToFileURL } from "node:url";
import type { Operate } from "@tagledger/core/operate";
import { Failure } from "../cli/failure.ts";
import { resolveFrom } from "../project/resolve.ts";
import type { BackendName } from "./choose-backend.ts";

/**
 * Loads a backend: the one that the project has, so that the command reads what the handlers write; else the one that is
 * installed beside the command.
 *
 * @throws Failure `BACKEND-MISSING` or `BACKEND-OLD`.
 */
export async function loadBackend(folder: string, name: BackendName): Promise<Operate> {
  const specifier = `@tagledger/${name}`;
  for (const from of [folder, import.meta.dirname]) {
    const file = resolveFrom(from, `${specifier}/operate`);
    if (file !== undefined) return ((await import(pathToFileURL(file).href)) as { operate: Operate }).operate;
    if (resolveFrom(from, `${specifier}/package.json`) !== undefined) {
      throw new Failure(
        "BACKEND-OLD",
        `${specifier} is too old for this command.\nRun: npm install ${specifier}@latest`,
      );
    }
  }
  const client = name === "redis" ? " redis" : "";
  throw new Failure(
    "BACKEND-MISSING",
    `${specifier} is not installed in ${folder}.\nRun: npm install ${specifier}${client}`,
  );
}
