import { revalidatePath, revalidateTag } from "next/cache";
import { customProfile } from "./custom-profile";
import { publishTopic } from "./source";
import { allTag, isSurfaceName, isTagged, surfaces, type SurfaceName, tagOf } from "./surfaces";
import { tell } from "./tell";

/** What can be asked of an instance, besides `update-tag`, which only a Server Action can do. */
export const changes = ["publish", "tag-now", "tag-max", "tag-in", "tag-profile", "path"] as const;

export interface ChangeRequest {
  readonly how: string;
  readonly topic: SurfaceName | "all";
  /** For `tag-in`: how long the old value may still be served. */
  readonly seconds: number;
}

/** @returns undefined when the fields make no sense */
export function parseChange(fields: { get(name: string): unknown }): ChangeRequest | undefined {
  const topic = fields.get("topic");
  const how = fields.get("how");
  const seconds = Number(fields.get("seconds") ?? 10);
  if (typeof topic !== "string" || typeof how !== "string" || !(seconds >= 0 && seconds <= 3_600)) return undefined;
  if (topic !== "all" && !isSurfaceName(topic)) return undefined;
  return { how, topic, seconds };
}

/** @returns false when `how` is not one of `changes` */
export async function applyChange({ how, topic, seconds }: ChangeRequest): Promise<boolean> {
  const tag = changeTag(topic);
  if (how === "publish") {
    const topics = topic === "all" ? surfaces.map(({ name }) => name) : [topic];
    await Promise.all(topics.map(publishTopic));
    tell({ call: "publish", tags: [tag], kind: "publish" });
  } else if (how === "tag-now") {
    tell({ call: "revalidateTag(tag, { expire: 0 })", tags: [tag], kind: "hard" });
    revalidateTag(tag, { expire: 0 });
  } else if (how === "tag-max") {
    tell({ call: "revalidateTag(tag, 'max')", tags: [tag], kind: "soft" });
    revalidateTag(tag, "max");
  } else if (how === "tag-in") {
    tell({ call: `revalidateTag(tag, { expire: ${seconds} })`, tags: [tag], kind: "soft", expireSeconds: seconds });
    revalidateTag(tag, { expire: seconds });
  } else if (how === "tag-profile") {
    const { name, expireSeconds } = customProfile;
    tell({ call: `revalidateTag(tag, '${name}')`, tags: [tag], kind: "soft", expireSeconds });
    revalidateTag(tag, name);
  } else if (how === "path") {
    const paths = surfaces.filter((one) => (topic === "all" ? isTagged(one) : one.name === topic));
    for (const { path } of paths) {
      tell({ call: "revalidatePath", tags: [`_N_T_${path}`], kind: "hard" });
      revalidatePath(path);
    }
  } else return false;
  return true;
}

export function changeTag(topic: SurfaceName | "all"): string {
  return topic === "all" ? allTag : tagOf(topic);
}
