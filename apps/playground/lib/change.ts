import { revalidatePath, revalidateTag } from "next/cache";
import { sourceUrl } from "./source";
import { isSurfaceName, surfaces, type SurfaceName, tagOf } from "./surfaces";

/** What can be asked of an instance, besides `update-tag`, which only a Server Action can do. */
export const changes = ["publish", "tag-now", "tag-max", "tag-in", "path"] as const;

export interface ChangeRequest {
  readonly how: string;
  readonly topic: SurfaceName;
  /** For `tag-in`: how long the old value may still be served. */
  readonly seconds: number;
}

/** @returns undefined when the fields make no sense */
export function parseChange(fields: { get(name: string): unknown }): ChangeRequest | undefined {
  const topic = fields.get("topic");
  const how = fields.get("how");
  const seconds = Number(fields.get("seconds") ?? 10);
  if (typeof topic !== "string" || !isSurfaceName(topic) || typeof how !== "string" || !(seconds >= 0))
    return undefined;
  return { how, topic, seconds };
}

/** @returns false when `how` is not one of `changes` */
export async function applyChange({ how, topic, seconds }: ChangeRequest): Promise<boolean> {
  const tag = tagOf(topic);
  if (how === "publish") await fetch(sourceUrl("/publish", topic), { method: "POST", cache: "no-store" });
  else if (how === "tag-now") revalidateTag(tag, { expire: 0 });
  else if (how === "tag-max") revalidateTag(tag, "max");
  else if (how === "tag-in") revalidateTag(tag, { expire: seconds });
  else if (how === "path") revalidatePath(pathOf(topic));
  else return false;
  return true;
}

function pathOf(topic: SurfaceName): string {
  return surfaces.find((surface) => surface.name === topic)?.path ?? "/";
}
