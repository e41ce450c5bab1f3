import type { Clock } from "@tagledger/core";
import { type Connection, errorWord } from "./connection.ts";
import { keySlot } from "./key-slot.ts";

export interface KeptClusterOptions {
  readonly clock: Clock;
  /** Finds the cluster anew. */
  open(): Connection;
  /** Milliseconds for which a command may go unanswered, or a slot out of reach. */
  readonly silenceMs: number;
}

/**
 * A client of a cluster that is replaced when it gets stuck. The libraries look for the new shape of a cluster when a
 * connection breaks; one that was never there, because its node had died before, some of them wait for without end.
 */
export function keepCluster({ clock, open, silenceMs }: KeptClusterOptions): Connection {
  let current = open();
  let isClosed = false;
  /** When a slot was found out of reach first, since it was reached last. */
  const unreachedSinceMs = new Map<number, number>();

  function replace(stuck: Connection): void {
    if (stuck !== current || isClosed) return;
    unreachedSinceMs.clear();
    current = open();
    stuck.close().catch(() => {});
  }

  /** What a server says is an answer as well. */
  function settle(used: Connection, key: string, error?: unknown): void {
    if (used !== current) return;
    const slot = keySlot(key);
    if (error === undefined || errorWord(error) !== "") {
      unreachedSinceMs.delete(slot);
      return;
    }
    const sinceMs = unreachedSinceMs.get(slot) ?? clock.now();
    unreachedSinceMs.set(slot, sinceMs);
    if (clock.now() - sinceMs > silenceMs) replace(used);
  }

  return {
    async send(key, command) {
      const used = current;
      let isAnswered = false;
      // A process that was busy for so long finds the answers in the turn after.
      const cancel = clock.schedule(silenceMs, () => setImmediate(() => isAnswered || replace(used)));
      try {
        const reply = await used.send(key, command);
        settle(used, key);
        return reply;
      } catch (error) {
        settle(used, key, error);
        throw error;
      } finally {
        isAnswered = true;
        cancel();
      }
    },
    link: (key) => current.link(key),
    primaries: async () => (await current.primaries?.()) ?? [],
    async close() {
      isClosed = true;
      await current.close();
    },
  };
}
