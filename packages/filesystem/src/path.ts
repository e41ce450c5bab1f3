import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import type { EntryKey } from "@tagledger/core/store";
import { TagledgerError } from "@tagledger/core";

/** Where everything of one namespace is. A format that older versions cannot read gets another folder than `v1`. */
export interface Layout {
  readonly root: string;
  readonly ledger: string;
  readonly entries: string;
  /** Says when entries were last swept, and by whom. */
  readonly sweepClaim: string;
  journal(number: number): string;
  /** The folder that the entry is in. */
  shard(key: EntryKey): string;
}

const SAFE_NAMESPACE = /^[a-z0-9-]{1,64}$/;
const SAFE_KEY = /^[a-z0-9-]{1,96}$/;
const JOURNAL_NAME = /^journal\.(\d{6,15})$/;

export function createLayout(directory: string, namespace: string): Layout {
  // Resolved once: a process may change its working directory later.
  const root = join(resolve(directory), "v1", safeNamespace(namespace));
  const ledger = join(root, "ledger");
  const entries = join(root, "entries");
  return {
    root,
    ledger,
    entries,
    sweepClaim: join(root, "sweep.json"),
    journal: (number) => join(ledger, `journal.${String(number).padStart(6, "0")}`),
    shard(key) {
      if (!isEntryKey(key)) throw new TagledgerError("TL-CONFIG", `An entry key must match ${SAFE_KEY.source}.`);
      return join(entries, sha256(key).slice(0, 2));
    },
  };
}

export function isEntryKey(name: string): boolean {
  return SAFE_KEY.test(name);
}

/** @returns the number of a journal's file name; `undefined` for any other file. */
export function journalNumber(name: string): number | undefined {
  const digits = JOURNAL_NAME.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function safeNamespace(namespace: string): string {
  // Only lower case: on some systems two names that differ in case are one folder.
  return SAFE_NAMESPACE.test(namespace) ? namespace : `h-${sha256(namespace).slice(0, 40)}`;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
