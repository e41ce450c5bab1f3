import { describeAnswer } from "@tagledger/e2e/cell";
import { eventually } from "@tagledger/e2e/eventually";
import type { Instance } from "@tagledger/e2e/next-app";
import { request, type RequestType } from "@tagledger/e2e/request";
import type { Stage } from "@tagledger/e2e/stage";
import { expect } from "vitest";
import { isFrom } from "./installed.ts";

/** One thing that an app serves, and the key its cached data is read with. */
export type Surface = { what: string; path: string; key: string; types?: readonly RequestType[] };

/** For `describe.each`. */
export const named = (surfaces: readonly Surface[]): [string, Surface][] => surfaces.map((one) => [one.what, one]);

const ask = (instance: Instance, path: string, type: RequestType = "D") => request(instance.url, path, type);

/** What becomes of a response that a profile invalidation made stale. Before 16.4 Next.js would take it for a fresh one. */
export const responseAfterMax: readonly [claim: string, first: "old" | "fresh"] = isFrom(4)
  ? ["is served old once after revalidateTag(tag, 'max'), then fresh on both instances", "old"]
  : ["is replaced after revalidateTag(tag, 'max') before it is served", "fresh"];

/** Nobody reads the origin any more for what the instances serve. */
export async function expectKept({ source, a, b }: Stage, { path, key }: Surface): Promise<void> {
  for (const instance of [a, b]) {
    await eventually(async () => {
      source.forget();
      const answer = await ask(instance, path);
      expect(answer.status, instance.log()).toBe(200);
      expect(describeAnswer(answer, source.version)).not.toMatch(/OLD|∅/);
      expect(source.reads({ key })).toEqual([]);
    });
  }
}

/** Whatever is asked, on whichever instance and how often: nothing old, from the first answer on; and then it is kept. */
export async function expectHard(stage: Stage, surface: Surface, invalidate: () => Promise<void>): Promise<void> {
  const { source, a, b } = stage;
  await expectKept(stage, surface);
  source.bump();
  await invalidate();
  for (const instance of [b, a, b]) {
    for (const type of surface.types ?? ["D"]) {
      const answer = await ask(instance, surface.path, type);
      expect(describeAnswer(answer, source.version), `${type} on ${instance.name}`).not.toContain("OLD");
    }
  }
  await expectKept(stage, surface);
}

/**
 * @param first what the first answer on the other instance is: the old one, or the fresh one that it waited for.
 */
export async function expectSoft(
  stage: Stage,
  surface: Surface,
  first: "old" | "fresh",
  invalidate: () => Promise<void>,
): Promise<void> {
  const { source, b } = stage;
  await expectKept(stage, surface);
  source.bump();
  await invalidate();
  const answer = describeAnswer(await ask(b, surface.path), source.version);
  if (first === "old") expect(answer).toContain("OLD");
  else expect(answer).not.toContain("OLD");
  await expectKept(stage, surface);
}
