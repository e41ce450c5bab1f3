import { parseArgs } from "node:util";
import { COMMANDS } from "../commands/commands.ts";
import type { Command } from "./command.ts";
import { COMMON_OPTIONS } from "./common-options.ts";
import { UsageError } from "./failure.ts";
import { createValues, type ParsedValues, type Values } from "./values.ts";

/** What was asked for on the command line. */
export type Request =
  | { readonly kind: "help"; readonly command?: Command }
  | { readonly kind: "version" }
  | { readonly kind: "run"; readonly command: Command; readonly values: Values; readonly positionals: string[] };

/** @throws UsageError with a line that says what to write instead. */
export function readArguments(args: readonly string[]): Request {
  const [name, ...rest] = args;
  if (name === undefined || name === "--help" || name === "-h") return { kind: "help" };
  if (name === "--version" || name === "-v") return { kind: "version" };
  const command = commandNamed(name === "help" ? rest[0] : name);
  if (name === "help") return command === undefined ? { kind: "help" } : { kind: "help", command };
  if (command === undefined) throw new UsageError(`${name} comes before the command. See tagledger --help.`);
  const { values: parsed, positionals } = parse(command, rest);
  if (parsed["help"] === true) return { kind: "help", command };
  if (positionals.length !== command.positionals) {
    const wanted = command.positionals === 0 ? "takes nothing but flags" : `takes ${command.takes}`;
    throw new UsageError(`${command.name} ${wanted}. See tagledger ${command.name} --help.`);
  }
  return { kind: "run", command, values: createValues(parsed), positionals };
}

/** @returns `undefined` when it is no name of a command but a flag, or nothing. */
function commandNamed(name: string | undefined): Command | undefined {
  const found = COMMANDS.find((command) => command.name === name);
  if (found !== undefined || name === undefined || name.startsWith("-")) return found;
  const names = COMMANDS.map((command) => command.name).join(", ");
  throw new UsageError(`There is no command ${JSON.stringify(name)}; there are ${names}. See tagledger --help.`);
}

function parse({ name, options }: Command, args: string[]): { values: ParsedValues; positionals: string[] } {
  try {
    return parseArgs({ args, options: { ...COMMON_OPTIONS, ...options }, allowPositionals: true });
  } catch (error) {
    const [sentence = ""] = (error as Error).message.split(/\.\s/);
    throw new UsageError(`${sentence.replace(/\.$/, "")}. See tagledger ${name} --help.`, { cause: error });
  }
}
