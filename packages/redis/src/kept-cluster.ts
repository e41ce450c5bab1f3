import type { Clock } from "@tagledger/core";
import type { Connection } from "./connection.ts";

export interface KeptClusterOptions {
  readonly clock: Clock;
  /** Finds the cluster anew. */
  open(): Connection;
  /** Milliseconds after which a command that was not answered is not waited for. */
  readonly silenceMs: number;
}

/**
 * A client of a cluster that is replaced when it gets stuck. The libraries look for the new shape of a cluster when a
 * connection breaks; one that was never there, because its node had died before, they wait for without end.
 */
export function keepCluster({ clock, open, silenceMs }: KeptClusterOptions): Connection {
  let current = open();
  let isClosed = false;

  function replace(stuck: Connection): void {
    if (stuck !== current || isClosed) return;
    current = open();
    stuck.close().catch(() => {});
  }

  return {
    async send(key, command) {
      const used = current;
      // A process that was busy for so long finds the answers in the turn after.
      let isAnswered = false;
      const cancel = clock.schedule(silenceMs, () => setImmediate(() => isAnswered || replace(used)));
      try {
        return await used.send(key, command);
      } finally {
        isAnswered = true;
        cancel();
      }
    },
    link: (key) => current.link(key),
    async close() {
      isClosed = true;
      await current.close();
    },
  };
}
