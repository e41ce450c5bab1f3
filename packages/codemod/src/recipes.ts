import type { Transform } from "./transform.ts";
import { TRANSFORMS } from "./transforms.ts";

export interface Recipe {
  readonly name: string;
  readonly summary: string;
  readonly transforms: readonly string[];
}

/** What runs when nobody could be asked: nothing of it changes what an app does. */
export const PRESERVING: readonly string[] = ["revalidate-tag", "stable-names", "next-config"];

export const RECIPES: readonly Recipe[] = [
  {
    name: "next-16-cache",
    summary: "the whole migration: what preserves behaviour, then unstable-cache",
    transforms: [...PRESERVING, "unstable-cache"],
  },
  {
    name: "preserving",
    summary: `nothing of it changes what an app does: ${PRESERVING.join(", ")}`,
    transforms: PRESERVING,
  },
];

/** The transforms a name stands for; `undefined` when it stands for nothing. */
export function transformsOf(name: string): readonly Transform[] | undefined {
  const recipe = RECIPES.find((candidate) => candidate.name === name);
  const names = recipe?.transforms ?? [name];
  const found = names.flatMap((wanted) => TRANSFORMS.filter((transform) => transform.name === wanted));
  return found.length === 0 ? undefined : found;
}
