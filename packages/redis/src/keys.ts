import { TagledgerError } from "@tagledger/core/errors";
import type { EntryKey } from "@tagledger/core/store";

/** The names of everything that one namespace has in Redis. */
export interface Keys {
  /** Head, order, marks and nonces: with one hash tag, so that a cluster keeps them on one node. */
  readonly ledger: readonly [head: string, order: string, marks: string, nonces: string];
  readonly head: string;
  /** Without a hash tag, so that entries spread over a cluster. */
  entry(key: EntryKey): string;
  lease(key: EntryKey): string;
  /** A pattern that all entries match. */
  readonly anyEntry: string;
  /** @returns the key of an entry by its name in Redis; `undefined` for anything else. */
  entryKey(name: string): EntryKey | undefined;
}

const ENTRY_KEY = /^[a-z0-9-]{1,96}$/;

/**
 * The ledger has no version in its names: processes of two versions of tagledger must see each other's invalidations, or
 * say that they cannot.
 *
 * @param namespace any string but the empty one.
 * @throws TL-CONFIG.
 */
export function createKeys(namespace: string): Keys {
  if (namespace === "") throw new TagledgerError("TL-CONFIG", "The option `namespace` is empty.");
  // Braces would be a hash tag of their own.
  const name = encodeURIComponent(namespace.toWellFormed());
  const ledger = `tagledger:{${name}}:ledger`;
  const head = `${ledger}:head`;
  const entries = `tagledger:${name}:v1:entry:`;
  return {
    ledger: [head, `${ledger}:order`, `${ledger}:marks`, `${ledger}:nonces`],
    head,
    entry: (key) => entries + key,
    lease: (key) => `tagledger:${name}:v1:lease:${key}`,
    // Of what `encodeURIComponent` leaves alone only the asterisk means something in a pattern.
    anyEntry: `${entries.replaceAll("*", "\\*")}*`,
    entryKey(found) {
      const key = found.startsWith(entries) ? found.slice(entries.length) : "";
      return ENTRY_KEY.test(key) ? key : undefined;
    },
  };
}
