import { COMMANDS } from "../commands/commands.ts";
import { wrap } from "../text/wrap.ts";
import type { Command, Option } from "./command.ts";
import { COMMON_OPTIONS } from "./common-options.ts";

const EXIT_CODES = `Exit codes
  0  done, and nothing is wrong
  1  it could not be done, or doctor has found an error
  2  the command line is wrong`;

export function helpText(): string {
  const rows = COMMANDS.map(({ name, summary }) => row(`  ${name}`, summary, 11));
  return `What the cache of a Next.js app on tagledger believes, and how to change it.

  npx tagledger <command> [flags]

${rows.join("\n")}

Run it in the folder of the app. Where the store is, it knows from the same
environment variables and .env files as the handlers.
tagledger <command> --help says more, with examples.

${EXIT_CODES}`;
}

export function commandHelp({ name, takes, summary, details, options, examples }: Command): string {
  const sections = [
    `${wrap(summary)}\n\n  npx tagledger ${`${name} ${takes}`.trim()} [flags]`,
    ...(details === "" ? [] : [wrap(details)]),
    `Examples\n${examples.map(([line, meaning]) => `  ${line}\n${wrap(meaning, 6)}`).join("\n")}`,
    ...(Object.keys(options).length === 0 ? [] : [`Flags\n${optionRows(options)}`]),
    `Flags of every command\n${optionRows(COMMON_OPTIONS)}`,
    EXIT_CODES,
  ];
  return sections.join("\n\n");
}

function optionRows(options: Readonly<Record<string, Option>>): string {
  return Object.entries(options)
    .map(([name, { short, value, text }]) =>
      row(`  ${short === undefined ? "" : `-${short}, `}--${name}${value === undefined ? "" : ` ${value}`}`, text, 22),
    )
    .join("\n");
}

function row(left: string, text: string, width: number): string {
  const right = wrap(text, width);
  if (left.length >= width) return `${left}\n${right}`;
  return `${left.padEnd(width)}${right.slice(width)}`;
}
