import type { Output } from "../text/output.ts";
import type { Surroundings } from "./surroundings.ts";
import type { Values } from "./values.ts";

export type ExitCode = 0 | 1 | 2;

/** A flag, as `util.parseArgs` takes it, with what `--help` says of it. */
export interface Option {
  readonly type: "string" | "boolean";
  readonly multiple?: boolean;
  readonly short?: string;
  /** What stands for its value, such as `<ms>`. */
  readonly value?: string;
  readonly text: string;
}

export interface Call {
  readonly values: Values;
  readonly positionals: readonly string[];
  readonly around: Surroundings;
  readonly output: Output;
}

export interface Command {
  readonly name: string;
  /** What stands behind the name, such as `<tag|path|key>`; the empty string for nothing. */
  readonly takes: string;
  /** How many positional arguments there must be. */
  readonly positionals: number;
  readonly summary: string;
  /** More than the summary, for `--help` of the command. */
  readonly details: string;
  readonly options: Readonly<Record<string, Option>>;
  /** Command lines and what they do. */
  readonly examples: readonly (readonly [line: string, meaning: string])[];
  run(call: Call): Promise<ExitCode>;
}
