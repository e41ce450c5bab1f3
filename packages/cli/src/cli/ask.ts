import { createInterface } from "node:readline/promises";
import { UsageError } from "./failure.ts";
import type { Surroundings } from "./surroundings.ts";

/**
 * Asks a person to agree.
 *
 * @throws UsageError where nobody can be asked.
 */
export async function ask(question: string, { stdin, stdout, interactive, signal }: Surroundings): Promise<boolean> {
  if (!interactive) throw new UsageError(`${question} Nobody can be asked here; add --yes.`);
  const lines = createInterface({ input: stdin, output: stdout });
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `, { signal })).trim());
  } finally {
    lines.close();
  }
}
