import { parseArgs } from "node:util";
import { DEFAULT_OPTIONS, type Options } from "../options.ts";
import { BadRequest } from "../run/run.ts";
import { transformsOf } from "../recipes.ts";

/** What was asked for on the command line. */
export interface Command {
  /** The name of a transform or a recipe; absent when none was given. */
  readonly transform?: string | undefined;
  readonly paths: readonly string[];
  readonly options: Options;
  readonly dry: boolean;
  readonly print: boolean;
  readonly diff: boolean;
  readonly check: boolean;
  readonly force: boolean;
  readonly help: boolean;
  readonly version: boolean;
  readonly report?: string | undefined;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

const FLAGS = {
  mode: { type: "string" },
  directive: { type: "string" },
  next: { type: "string" },
  store: { type: "string" },
  "no-update-tag": { type: "boolean" },
  "no-mark": { type: "boolean" },
  "enable-cache-components": { type: "boolean" },
  dry: { type: "boolean", short: "d" },
  print: { type: "boolean", short: "p" },
  diff: { type: "boolean" },
  check: { type: "boolean" },
  force: { type: "boolean", short: "f" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean", short: "v" },
  report: { type: "string" },
  include: { type: "string", multiple: true },
  exclude: { type: "string", multiple: true },
} as const;

/** @throws {BadRequest} with a line that says what to write instead. */
export function readArguments(args: readonly string[]): Command {
  const { values, positionals } = parse(args);
  const [first, ...rest] = positionals;
  const named = first !== undefined && transformsOf(first) !== undefined;
  return {
    transform: named ? first : undefined,
    paths: named || first === undefined ? rest : positionals,
    options: {
      ...DEFAULT_OPTIONS,
      mode: oneOf("--mode", values.mode ?? "preserve", ["preserve", "recommended"]),
      directive: oneOf("--directive", values.directive ?? "use cache", ["use cache", "use cache: remote"]),
      updateTag: values["no-update-tag"] !== true,
      enableCacheComponents: values["enable-cache-components"] === true,
      store: oneOf("--store", values.store ?? "filesystem", ["filesystem", "redis"]),
      mark: values["no-mark"] === true ? "none" : "todo",
      ...(values.next === undefined ? {} : { next: major(values.next) }),
    },
    dry: values.dry === true,
    print: values.print === true,
    diff: values.diff === true,
    check: values.check === true,
    force: values.force === true,
    help: values.help === true,
    version: values.version === true,
    report: values.report,
    include: values.include ?? [],
    exclude: values.exclude ?? [],
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: FLAGS, allowPositionals: true });
  } catch (error) {
    const [sentence] = (error as Error).message.split(/\.\s/);
    throw new BadRequest(`${sentence}. See --help.`);
  }
}

function oneOf<T extends string>(flag: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined)
    throw new BadRequest(`${flag} is ${allowed.map((one) => `"${one}"`).join(" or ")}, not "${value}".`);
  return found;
}

function major(value: string): number {
  const number = Number.parseInt(value, 10);
  if (Number.isNaN(number)) throw new BadRequest(`--next is a version such as 16, not "${value}".`);
  return number;
}
