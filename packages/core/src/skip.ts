import { type EntryKind, publish } from "./channels.ts";

/** Says that an entry was not stored, and why. */
export function skip(key: string, kind: EntryKind, reason: string): void {
  publish("tagledger:skip", () => ({ key, kind, reason }));
  if (reason !== "too-large") return;
  const message = `TAGLEDGER_MAX_ENTRY_BYTES sets the limit. The entry is ${key}, a ${kind}.`;
  publish("tagledger:problem", () => ({ code: "TL-TOO-LARGE", message }));
}
