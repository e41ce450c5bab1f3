import { instanceName } from "./instance";
import { readVersion } from "./source";
import type { Stamp } from "./stamp";
import type { SurfaceName } from "./surfaces";

/** Reads the source now. Whatever caches the result keeps this process' name with it. */
export async function makeStamp(topic: SurfaceName): Promise<Stamp> {
  const version = await readVersion(topic);
  return { topic, version, madeBy: instanceName(), madeAt: new Date().toISOString() };
}
