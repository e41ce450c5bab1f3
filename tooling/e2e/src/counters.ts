import type { Instance } from "./next-app.ts";

export type Counters = { recomputed: Record<string, number>; rendered: Record<string, number> };

/** How often this process rendered each page and recomputed each part since it started. */
export async function countersOf(instance: Instance): Promise<Counters> {
  const response = await fetch(new URL("/counters", instance.url));
  return (await response.json()) as Counters;
}

export async function rendersOf(instance: Instance, key: string): Promise<number> {
  return (await countersOf(instance)).rendered[key] ?? 0;
}
