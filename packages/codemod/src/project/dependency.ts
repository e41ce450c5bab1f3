import { within } from "./path.ts";

/** What the range of a dependency stands for, when that is another package than the one of its name. */
export interface Dependency {
  readonly name?: string | undefined;
  readonly directory?: string | undefined;
}

/** `npm:@a/b@1`, `workspace:@a/b@*`, `file:../b`, `link:../b`, `portal:../b`, `workspace:../b`. */
export function readDependency(range: string, directory: string): Dependency | undefined {
  const path = /^(?:file|link|portal|workspace):(?:\/\/)?(\.{1,2}(?:\/.*)?)$/.exec(range)?.[1];
  if (path !== undefined) return { directory: within(directory, path) };
  const name = /^(?:npm|workspace):((?:@[^/@]+\/)?[a-z][^/@]*)/i.exec(range)?.[1];
  return name === undefined ? undefined : { name };
}
