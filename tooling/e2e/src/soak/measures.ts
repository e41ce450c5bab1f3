import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { eventually } from "../eventually.ts";
import type { Instance } from "../outage/fleet.ts";

/** What one process holds when its garbage has been collected. */
export interface Measure {
  /** Bytes of the heap and of buffers. */
  readonly inUse: number;
  /** Bytes of memory that the kernel has given to the process. */
  readonly rss: number;
  /** Open connections of any kind. */
  readonly sockets: number;
}

/** @returns what an instance needs in its environment so that it can be measured. */
export function measurable(folder: string): { readonly NODE_OPTIONS: string; readonly SOAK_MEASURES: string } {
  return { NODE_OPTIONS: `--require ${fileURLToPath(new URL("measure.cjs", import.meta.url))}`, SOAK_MEASURES: folder };
}

export async function measure(instance: Instance, folder: string): Promise<Measure> {
  const { pid } = instance;
  if (pid === undefined) throw new Error(`instance ${instance.name} is not running`);
  const path = join(folder, `${pid}.json`);
  const before = await readMeasure(path);
  process.kill(pid, "SIGUSR2");
  return eventually(async () => {
    const now = await readMeasure(path);
    if (now === undefined || now.count === before?.count) throw new Error(`instance ${instance.name} does not answer`);
    return now;
  }, 10_000);
}

async function readMeasure(path: string): Promise<(Measure & { readonly count: number }) | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as Measure & { readonly count: number };
  } catch {
    return undefined;
  }
}
