import { TagledgerError } from "@tagledger/core/errors";
import { Failure, UsageError } from "../cli/failure.ts";

/** What went wrong, in one sentence or two, without any password that the command knows of. */
export function explain(error: unknown): { code: string; message: string } {
  if (error instanceof UsageError) return { code: "USAGE", message: error.message };
  if (error instanceof Failure) return { code: error.code, message: withCause(error) };
  if (error instanceof TagledgerError) return { code: error.code, message: withCause(error) };
  return { code: "UNEXPECTED", message: messageOf(error) };
}

function withCause(error: Error): string {
  return error.cause === undefined ? error.message : `${error.message} (${messageOf(error.cause)})`;
}

/** Some errors of sockets have no message of their own. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return [...new Set(error.errors.map(messageOf))].join("; ");
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error && typeof error.code === "string" ? error.code : error.name;
  return error.message === "" ? code : error.message;
}
