/** What was read, as the version of each tag's data. The oldest counts where one was read twice. */
export type Content = { readonly [tag: string]: number };

/** What every request that begins now may rely on. */
export interface Needed {
  /** The versions that an entry may not be older than. */
  readonly expired: ReadonlyMap<string, number>;
  /** The versions that a fresh entry may not be older than. */
  readonly fresh: ReadonlyMap<string, number>;
}

/** The data behind the cache, and which of its changes have been recorded as invalidations. */
export interface Truth {
  read(tag: string): number;
  /** Changes the data of a tag. @returns a function to be called when the invalidation has been recorded. */
  change(tag: string): { recorded(kind: "hard" | "soft"): void };
  needed(): Needed;
}

export function createTruth(): Truth {
  const versions = new Map<string, number>();
  const expired = new Map<string, number>();
  const fresh = new Map<string, number>();
  const raise = (map: Map<string, number>, tag: string, version: number): void => {
    map.set(tag, Math.max(map.get(tag) ?? 0, version));
  };
  return {
    read: (tag) => versions.get(tag) ?? 0,
    change(tag) {
      const version = (versions.get(tag) ?? 0) + 1;
      versions.set(tag, version);
      return {
        recorded(kind) {
          raise(fresh, tag, version);
          if (kind === "hard") raise(expired, tag, version);
        },
      };
    },
    needed: () => ({ expired: new Map(expired), fresh: new Map(fresh) }),
  };
}

export function oldest(...contents: readonly Content[]): Content {
  const merged: Record<string, number> = {};
  for (const content of contents) {
    for (const [tag, version] of Object.entries(content)) merged[tag] = Math.min(merged[tag] ?? Infinity, version);
  }
  return merged;
}

/** @returns what is wrong with handing this out; `undefined` when nothing is. */
export function wrongWith(content: Content, as: "fresh" | "stale", needed: Needed): string | undefined {
  const least = as === "fresh" ? needed.fresh : needed.expired;
  for (const [tag, version] of Object.entries(content)) {
    const need = least.get(tag) ?? 0;
    if (version < need) return `${tag} is version ${version} and served ${as}, after ${need} was recorded`;
  }
  return undefined;
}
