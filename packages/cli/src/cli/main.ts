import { explain } from "../store/explain.ts";
import { createOutput, type Output } from "../text/output.ts";
import { readArguments } from "./arguments.ts";
import type { ExitCode } from "./command.ts";
import { UsageError } from "./failure.ts";
import { commandHelp, helpText } from "./help.ts";
import type { Surroundings } from "./surroundings.ts";
import { packageVersion } from "./version.ts";

/** @returns the exit code: 0 done, 1 it could not be done or something is wrong, 2 the command line is wrong. */
export async function main(args: readonly string[], around: Surroundings): Promise<ExitCode> {
  const output = createOutput(around, args.includes("--json"));
  try {
    const request = readArguments(args);
    if (request.kind === "version") output.raw(packageVersion());
    else if (request.kind === "help") output.raw(request.command ? commandHelp(request.command) : helpText());
    else return await request.command.run({ ...request, around, output });
    return 0;
  } catch (error) {
    return tell(error, output, around.signal);
  }
}

function tell(error: unknown, output: Output, signal: AbortSignal): ExitCode {
  // Of what fails because the command is being ended, nothing need be said.
  if (signal.aborted) return 1;
  const { code, message } = explain(error);
  output.fail(code, message);
  return error instanceof UsageError ? 2 : 1;
}
