/** What a person may decide; the same for every transform. */
export interface Options {
  /**
   * `preserve`: the same behaviour as before, however it is written. `recommended`: what Next.js recommends for the
   * place, which may behave differently. @default "preserve"
   */
  readonly mode: "preserve" | "recommended";
  /** The directive that `unstable-cache` writes. @default "use cache" */
  readonly directive: "use cache" | "use cache: remote";
  /** Whether `revalidate-tag` may write `updateTag`. @default true */
  readonly updateTag: boolean;
  /** Whether `next-config` may turn `cacheComponents` on where it is off. @default false */
  readonly enableCacheComponents: boolean;
  /** Where `adopt` keeps the ledger and the entries. @default "filesystem" */
  readonly store: "filesystem" | "redis";
  /**
   * `todo`: a comment above every statement that a person must look at (`left`). @default "none", which leaves it to
   * the report
   */
  readonly mark: "none" | "todo";
  /** The major version of Next.js to assume instead of the one that is declared. */
  readonly next?: number | undefined;
}

export const DEFAULT_OPTIONS: Options = {
  mode: "preserve",
  directive: "use cache",
  updateTag: true,
  enableCacheComponents: false,
  store: "filesystem",
  mark: "none",
};
