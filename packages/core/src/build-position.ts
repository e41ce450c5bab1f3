import { join } from "node:path";
import type { Files } from "./files.ts";

/*
 * What `next build` prerendered is as old as the ledger was when the build read its first data. Each process of a build
 * notes the first position it knew; the earliest of them stands for the whole build.
 */

export interface BuildPosition {
  readonly epoch: string;
  readonly seq: number;
}

const FOLDER = "tagledger";

/** @param serverDistDir the folder `server` of the build. */
export async function writeBuildPosition(
  files: Files,
  serverDistDir: string,
  position: BuildPosition,
  processId: number,
): Promise<void> {
  await files.write(join(serverDistDir, "..", FOLDER, `position-${processId}.json`), JSON.stringify(position));
}

/** @returns `undefined` when it is not known, or the ledger was renewed during the build. */
export async function readBuildPosition(files: Files, serverDistDir: string): Promise<BuildPosition | undefined> {
  const folder = join(serverDistDir, "..", FOLDER);
  let earliest: BuildPosition | undefined;
  for (const name of await files.list(folder)) {
    const position = parsePosition(await files.read(join(folder, name)));
    if (position === undefined) return undefined;
    if (earliest !== undefined && earliest.epoch !== position.epoch) return undefined;
    if (earliest === undefined || position.seq < earliest.seq) earliest = position;
  }
  return earliest;
}

function parsePosition(bytes: Buffer | undefined): BuildPosition | undefined {
  try {
    const { epoch, seq } = JSON.parse(bytes?.toString("utf8") ?? "") as Partial<BuildPosition>;
    if (typeof epoch !== "string" || typeof seq !== "number" || !Number.isSafeInteger(seq)) return undefined;
    return { epoch, seq };
  } catch {
    return undefined;
  }
}
