import type { Surroundings } from "../cli/surroundings.ts";
import { masked, printableJson, printableLines } from "./printable.ts";
import { wrap } from "./wrap.ts";

/** Where a command prints: lines for a person, or JSON for a program. */
export interface Output {
  readonly isJson: boolean;
  /** For a person only. */
  line(text: string): void;
  /** For a program only: the one document, or one of many lines. */
  json(value: object, form?: "document" | "line"): void;
  /** For both, as it is. */
  raw(text: string): void;
  /** What is worth knowing and not a part of the answer: on the side, for both. */
  aside(text: string): void;
  fail(code: string, message: string): void;
}

export function createOutput({ stdout, stderr }: Pick<Surroundings, "stdout" | "stderr">, isJson: boolean): Output {
  const raw = (text: string): void => void stdout.write(`${text}\n`);
  const aside = (text: string): void => void stderr.write(`${wrap(printableLines(masked(text)))}\n`);
  const print = (value: object, form: "document" | "line"): void =>
    raw(printableJson(JSON.stringify(value, undefined, form === "line" ? undefined : 2)));
  return {
    isJson,
    raw,
    aside,
    line(text) {
      if (!isJson) raw(printableLines(masked(text)));
    },
    json(value, form = "document") {
      if (isJson) print(value, form);
    },
    fail(code, message) {
      if (isJson) print({ error: { code, message: masked(message) } }, "line");
      aside(message);
    },
  };
}
