import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chooseVersion, OLDEST } from "./choose-version.mjs";
import { installApps } from "./install-apps.mjs";

/** Installs the version that `NEXT_VERSION` names, by default the oldest one that is supported. */
export default async function installOneNext(): Promise<() => void> {
  const next = await chooseVersion(process.env["NEXT_VERSION"] ?? OLDEST);
  const directory = mkdtempSync(join(tmpdir(), "tagledger-next-"));
  const clean = (): void => rmSync(directory, { recursive: true, force: true });
  try {
    await installApps({ directory, next, apps: ["shapes", "classic"] });
  } catch (error) {
    clean();
    throw error;
  }
  process.env["E2E_RUN"] = randomUUID();
  process.env["E2E_NEXT"] = join(directory, "package.json");
  process.env["NEXT_VERSION"] = next;
  process.env["NEXT_MATRIX_APPS"] = directory;
  return clean;
}
