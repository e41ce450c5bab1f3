import { TagledgerError } from "@tagledger/core/errors";
import type { KeyPage } from "@tagledger/core/store";
import { type Connection, errorWord } from "./connection.ts";
import type { Keys } from "./keys.ts";

/** How many keys a server looks at before it answers; it serves nobody else meanwhile. */
const KEYS_PER_SCAN = 1000;

/**
 * Names a part of the entries: one `SCAN` of one primary. The cursor is how many primaries are done, and where in the next
 * one to go on.
 */
export async function walkEntries(connection: Connection, keys: Keys, cursor = "0:0"): Promise<KeyPage> {
  const [done = "0", from = "0"] = cursor.split(":");
  const primaries = (await connection.primaries?.()) ?? [keys.head];
  const primary = primaries[Number(done)];
  // A cluster that was never reached has none, which does not mean that it is empty.
  if (primary === undefined) throw new Error("There is no connection to the primaries of the cluster.");
  const options = ["MATCH", keys.anyEntry, "COUNT", String(KEYS_PER_SCAN)];
  const [next, names] = (await connection.send(primary, ["SCAN", from, ...options]).catch(explain)) as [
    Buffer,
    Buffer[],
  ];
  const entries = await Promise.all(names.map((name) => sizeOf(String(name))));
  const goesOn = String(next) === "0" ? `${Number(done) + 1}:0` : `${done}:${String(next)}`;
  const isLast = String(next) === "0" && Number(done) + 1 >= primaries.length;
  return { entries: entries.filter((entry) => entry !== undefined), ...(!isLast && { next: goesOn }) };

  async function sizeOf(name: string): Promise<KeyPage["entries"][number] | undefined> {
    const key = keys.entryKey(name);
    if (key === undefined) return undefined;
    try {
      return { key, bytes: Number(await connection.send(name, ["STRLEN", name])) };
    } catch (error) {
      if (errorWord(error) !== "WRONGTYPE") throw error;
      return undefined;
    }
  }
}

function explain(error: unknown): never {
  if (errorWord(error) !== "NOPERM") throw error;
  throw new TagledgerError("TL-REDIS-PERMISSION", "To look into the store it needs SCAN and STRLEN.", { cause: error });
}
