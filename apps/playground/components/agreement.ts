import type { Cell, InstanceState, Readings } from "../lib/live-state";
import { surfaces } from "../lib/surfaces";

/** What an instance answered for a surface; nothing while it is down or has not been asked. */
export function cellOf(readings: Readings | undefined, instance: string, surface: string): Cell | undefined {
  const reading = readings?.instances[instance];
  return reading !== undefined && "cells" in reading
    ? reading.cells.find((cell) => cell.name === surface && cell.error === undefined)
    : undefined;
}

export function problemOf(readings: Readings | undefined, instance: string, surface: string): string | undefined {
  const reading = readings?.instances[instance];
  if (reading === undefined) return undefined;
  return "problem" in reading ? reading.problem : reading.cells.find((cell) => cell.name === surface)?.error;
}

/** Whether the instances show different versions of a surface. */
export function disagrees(
  readings: Readings | undefined,
  instances: readonly InstanceState[],
  surface: string,
): boolean {
  const versions = instances.flatMap(({ name }) => cellOf(readings, name, surface)?.version ?? []);
  return new Set(versions).size > 1;
}

export function countOld(readings: Readings | undefined, instances: readonly InstanceState[]): number {
  return instances.flatMap(({ name }) =>
    surfaces.filter((surface) => cellOf(readings, name, surface.name)?.state === "old"),
  ).length;
}

export function agrees(readings: Readings | undefined, instances: readonly InstanceState[]): boolean {
  return differingSurfaces(readings, instances).length === 0;
}

/** An image is renewed by time only: for a moment they differ on any cache. */
function differingSurfaces(readings: Readings | undefined, instances: readonly InstanceState[]) {
  return surfaces.filter(({ kind, name }) => kind !== "image" && disagrees(readings, instances, name));
}

/** One sentence about the whole fleet. */
export function agreement(readings: Readings | undefined, instances: readonly InstanceState[]): string {
  if (readings === undefined) return "Asking every instance …";
  const differing = differingSurfaces(readings, instances).length;
  const old = countOld(readings, instances);
  const parts = [
    differing === 0 ? "All instances agree" : `Instances disagree about ${differing} of ${surfaces.length} surfaces`,
    ...(old > 0 ? [`${old} ${old === 1 ? "answer" : "answers"} should be gone`] : []),
  ];
  return `${parts.join("; ")}.`;
}
