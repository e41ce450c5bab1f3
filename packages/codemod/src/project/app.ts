/** The Next.js app a file belongs to; every field `undefined` when it could not be read. */
export interface App {
  /** Its directory relative to the project, with `/`; empty for the project itself. */
  readonly directory?: string | undefined;
  /** The major version of `next`: the installed one, else the lowest that the declared range allows. */
  readonly nextMajor?: number | undefined;
  /** Whether `'use cache'` compiles: `cacheComponents`, or the older `useCache` or `dynamicIO`. */
  readonly useCache?: boolean | undefined;
  /** Names of the profiles in `cacheLife` of next.config, besides the presets. `undefined` when they cannot be read. */
  readonly profiles?: ReadonlySet<string> | undefined;
}

export const UNKNOWN_APP: App = {};
