/** What a server of Redis keeps. Strings have a character for each byte. */
export type Value =
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "hash"; readonly value: Map<string, string> }
  | { readonly type: "zset"; readonly value: Map<string, number> };

export interface Keyspace {
  readonly values: Map<string, Value>;
  /** Milliseconds of the server's wall clock. */
  readonly expires: Map<string, number>;
}

export function emptyKeyspace(): Keyspace {
  return { values: new Map(), expires: new Map() };
}

export function copyOf({ values, expires }: Keyspace): Keyspace {
  const copied = new Map<string, Value>();
  for (const [key, entry] of values) {
    if (entry.type === "string") copied.set(key, entry);
    else copied.set(key, { type: entry.type, value: new Map<string, never>(entry.value as never) } as Value);
  }
  return { values: copied, expires: new Map(expires) };
}
