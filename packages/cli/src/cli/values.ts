import { UsageError } from "./failure.ts";

/** What `util.parseArgs` found. */
export type ParsedValues = { readonly [name: string]: string | boolean | (string | boolean)[] | undefined };

/** The flags of a command line. */
export interface Values {
  has(name: string): boolean;
  /** @returns `undefined` when the flag was not given. */
  text(name: string): string | undefined;
  /** @returns all values of a flag that may be repeated. */
  texts(name: string): readonly string[];
  /** @throws UsageError when it is no whole number from `least` to `most`. */
  number(name: string, least: number, most: number): number | undefined;
}

export function createValues(parsed: ParsedValues): Values {
  const texts = (name: string): readonly string[] => {
    const value = parsed[name];
    const all = Array.isArray(value) ? value : value === undefined ? [] : [value];
    const found = all.filter((one) => typeof one === "string");
    if (found.includes("")) throw new UsageError(`--${name} is empty.`);
    return found;
  };
  const text = (name: string): string | undefined => texts(name).at(-1);
  return {
    has: (name) => parsed[name] !== undefined,
    text,
    texts,
    number(name, least, most) {
      const value = text(name);
      if (value === undefined) return undefined;
      const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
      if (number >= least && number <= most) return number;
      throw new UsageError(`--${name} is a whole number from ${least} to ${most}, not ${JSON.stringify(value)}.`);
    },
  };
}
