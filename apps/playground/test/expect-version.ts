import { expect } from "vitest";
import type { View } from "../lib/read-surface";
import type { Surface } from "../lib/surfaces";
import { type Instance, read } from "./pair";

/** Asks the instances one after the other; each has to show this version. */
export async function expectVersion(
  version: number,
  surface: Surface,
  instances: readonly Instance[],
  view?: View,
): Promise<void> {
  for (const instance of instances) {
    const reading = await read(surface, instance, view);
    expect({ surface: surface.name, view, ...reading }).toMatchObject({ version, answeredBy: instance.name });
  }
}
