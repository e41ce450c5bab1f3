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
    else if (entry.type === "hash") copied.set(key, { type: "hash", value: new Map(entry.value) });
    else copied.set(key, { type: "zset", value: new Map(entry.value) });
  }
  return { values: copied, expires: new Map(expires) };
}
