/** A profile of `cacheLife` in next.config; its `expire` is what `revalidateTag` looks at. */
export const customProfile = { name: "playground", expireSeconds: 20 } as const;
