import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Argument, Connection, Reply } from "./connection.ts";
import { errorWord } from "./connection.ts";

/** A script of `lua/`, whose header says what it takes and answers. */
export interface Script {
  readonly name: string;
  readonly source: string;
  /** SHA-1 in hexadecimal, by which Redis knows it. */
  readonly sha: string;
}

// Each URL is written out, so that what follows the imports of a server finds the files.
const LEDGER = readFileSync(new URL("../lua/ledger.lua", import.meta.url), "utf8");
export const NEWS: Script = script("news", readFileSync(new URL("../lua/news.lua", import.meta.url), "utf8"));
export const APPEND: Script = script("append", readFileSync(new URL("../lua/append.lua", import.meta.url), "utf8"));
export const RENEW: Script = script("renew", readFileSync(new URL("../lua/renew.lua", import.meta.url), "utf8"));
export const WRITE_ENTRY: Script = script(
  "write-entry",
  readFileSync(new URL("../lua/write-entry.lua", import.meta.url), "utf8"),
);

function script(name: string, text: string): Script {
  const source = text.replace("#include ledger.lua\n", () => LEDGER);
  return { name, source, sha: createHash("sha1").update(source).digest("hex") };
}

/** Runs a script by its hash, and sends it only to a server that does not have it. */
export async function runScript(
  connection: Connection,
  { sha, source }: Script,
  keys: readonly [string, ...string[]],
  parameters: readonly Argument[],
): Promise<Reply> {
  const rest = [String(keys.length), ...keys, ...parameters];
  try {
    return await connection.send(keys[0], ["EVALSHA", sha, ...rest]);
  } catch (error) {
    if (errorWord(error) !== "NOSCRIPT") throw error;
    return connection.send(keys[0], ["EVAL", source, ...rest]);
  }
}
