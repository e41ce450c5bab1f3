/** The command line is wrong: exit code 2. */
export class UsageError extends Error {}

/** What was asked for cannot be done: exit code 1. */
export class Failure extends Error {
  readonly code: string;

  /** @param code such as `SEED-POSITION`, for programs. */
  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
