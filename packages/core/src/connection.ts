import { publish } from "./channels.ts";
import type { Clock } from "./clock.ts";
import { TagledgerError } from "./errors.ts";
import { createGuard } from "./guard.ts";
import { guardedStore } from "./guarded-store.ts";
import { createLedgerReplica, type LedgerReplica } from "./ledger-replica.ts";
import type { News, Position, Store } from "./store.ts";

export interface ConnectionOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly deadlineMs: number;
  readonly retryAfterMs: number;
  /** Called in the turn in which another epoch is taken over. */
  onEpoch(): void;
}

/** The one way of a process to its store, and what it knows of the ledger there. */
export interface Connection {
  /** Every call is bounded in time. */
  readonly store: Store;
  readonly replica: LedgerReplica;
  /**
   * Starts a new epoch.
   *
   * @throws when it is not known which epoch that would be, or the store does not take it.
   */
  renew(message: string): Promise<void>;
}

export function connect({ store, clock, deadlineMs, retryAfterMs, onEpoch }: ConnectionOptions): Connection {
  const guard = createGuard(clock, { deadlineMs, retryAfterMs }, async () => {
    await replica.preparing;
    await askForNews(replica.position);
  });
  const guarded = guardedStore(store, guard);
  const replica: LedgerReplica = createLedgerReplica(
    {
      news: (since) => guard.run("news", () => askForNews(since)),
      append: (records, since) => guarded.append(records, since),
      async renew(epoch) {
        const message = "The ledger was set back to an epoch that this process had seen the end of.";
        publish("tagledger:problem", () => ({ code: "TL-LEDGER-RENEWED", message }));
        await guarded.renew(epoch);
      },
    },
    clock,
    onEpoch,
  );

  async function askForNews(since: Position | undefined): Promise<News | undefined> {
    const sentAtMs = clock.now();
    const news = await store.news(since);
    if (news !== undefined) await replica.learn(since, news, sentAtMs);
    return news;
  }

  return {
    store: guarded,
    replica,
    async renew(message) {
      await replica.refresh();
      const { epoch } = replica;
      if (epoch === undefined || !replica.proven) throw new TagledgerError("TL-STORE-UNAVAILABLE");
      publish("tagledger:problem", () => ({ code: "TL-LEDGER-RENEWED", message }));
      await guarded.renew(epoch);
      if (!(await replica.refresh()) || replica.epoch === epoch) throw new TagledgerError("TL-STORE-UNAVAILABLE");
    },
  };
}
