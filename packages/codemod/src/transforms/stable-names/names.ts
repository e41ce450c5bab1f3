/**
 * The same function under the name it has since Next.js 16. `unstable_expireTag` is not among them: what it becomes
 * depends on the place, and `revalidate-tag` knows.
 */
export const STABLE: Readonly<Record<string, string>> = {
  unstable_cacheTag: "cacheTag",
  unstable_cacheLife: "cacheLife",
  unstable_expirePath: "revalidatePath",
};
