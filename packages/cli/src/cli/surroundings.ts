/** Where a command reads and writes; a test gives its own. */
export interface Surroundings {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Aborted when the command is to end. */
  readonly signal: AbortSignal;
  /** Whether a person can be asked. */
  readonly interactive: boolean;
}
