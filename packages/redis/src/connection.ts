/** What a command answers. Bulk strings come as bytes; an error reply rejects. */
export type Reply = Buffer | string | number | null | readonly Reply[];

export type Argument = string | Uint8Array;

/**
 * The little that the store needs of a client of Redis. `node-redis.ts` and `ioredis.ts` implement it on top of the two
 * well-known ones.
 */
export interface Connection {
  /**
   * Sends one command to the server that holds `key`, as a write: never to a replica. Commands for one key that are sent
   * in one turn travel together and in order.
   *
   * @throws the server's error, or why the command could not be sent or was not answered.
   */
  send(key: string, command: readonly Argument[]): Promise<Reply>;
  /**
   * Stands for the physical connection over which commands for `key` travel at this moment: the same object as before
   * means the same process at the other end. `undefined` when there is none, or when the client does not tell.
   */
  link(key: string): object | undefined;
  /** One key for each primary that commands are spread over; absent where all go to one server. */
  primaries?(): Promise<readonly string[]>;
  /** Lets go of the connection. One that was passed in by the user stays open. */
  close(): Promise<void>;
}

/** Commands without a key, which a client of a cluster would send to any node, or to all. */
export const KEYLESS: ReadonlySet<Argument> = new Set(["INFO", "SCAN", "TIME", "WAIT"]);

/** The word with which an error of Redis begins, such as `READONLY`; the empty string for other errors. */
export function errorWord(error: unknown): string {
  const message = error instanceof Error ? error.message : "";
  return /^([A-Z][A-Z0-9]+)(?: |$)/.exec(message)?.[1] ?? "";
}
