import type { Fleet, Instance } from "./fleet.ts";

/** Each surface once with data that is always being invalidated, and once with data that only a fault's author invalidates. */
export const surfaces = ["hole", "static", "memoized"] as const;

const paths = surfaces.flatMap((surface) =>
  ["busy", "quiet"].map((topic) => ({ path: `/${surface}/${topic}`, tag: `${surface}-${topic}` })),
);

export interface Question {
  readonly instance: Instance;
  readonly path: string;
  readonly tag: string;
}

export const questionsTo = (instance: Instance): Question[] => paths.map(({ path, tag }) => ({ instance, path, tag }));

/** The first request of a process loads the code of its page. */
export async function askEverything(fleet: Fleet): Promise<void> {
  const questions = fleet.instances.flatMap(questionsTo);
  await Promise.all(questions.map(async ({ instance, path }) => (await instance.fetch(path)).text()));
}
