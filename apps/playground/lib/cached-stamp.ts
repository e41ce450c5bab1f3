import { cacheLife, cacheTag } from "next/cache";
import { makeStamp } from "./make-stamp";
import type { Stamp } from "./stamp";
import { allTag, type SurfaceName, tagOf } from "./surfaces";

/** The topic is an argument, so each surface has an entry of its own. */
export async function cachedStamp(topic: SurfaceName): Promise<Stamp> {
  "use cache";
  cacheLife("hours");
  cacheTag(tagOf(topic), allTag);
  return makeStamp(topic);
}

export async function remotelyCachedStamp(topic: SurfaceName): Promise<Stamp> {
  "use cache: remote";
  cacheLife("hours");
  cacheTag(tagOf(topic), allTag);
  return makeStamp(topic);
}
