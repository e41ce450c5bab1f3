import { type Events, type Random, systemClock, systemRandom, TagledgerError } from "@tagledger/core";
import type { Store } from "@tagledger/core/store";
import type { Compression } from "./compression.ts";
import { errorWord } from "./connection.ts";
import { createEntries } from "./entries.ts";
import { blind, inspectServer } from "./inspect-server.ts";
import { createKeys } from "./keys.ts";
import { createLedger } from "./ledger.ts";
import type { LedgerEvent } from "./ledger-reply.ts";
import { type ConnectionOptions, openConnection } from "./open-connection.ts";
import { walkEntries } from "./walk.ts";

type Problem = Events["tagledger:problem"];

export interface RedisStoreOptions extends ConnectionOptions {
  /** Keeps what several applications put into one Redis apart. */
  readonly namespace: string;
  /**
   * `fenced` (default): a server that was restarted, promoted or restored may have forgotten invalidations, so everything
   * cached before is a miss. `trusted`: it is believed to have lost nothing, for servers that write every command to
   * disk before they answer and never fail over to a replica that lags.
   */
  readonly durability?: "fenced" | "trusted";
  /** How many tags the ledger remembers. Entries from before the oldest of them are misses. Default: 4 000 000. */
  readonly maxMarks?: number;
  /** The same in bytes of Redis' memory, estimated. Default: 1 GiB. */
  readonly maxLedgerBytes?: number;
  /** Milliseconds after which a mark is forgotten, older entries being misses. Default: 30 days. */
  readonly maxMarkAgeMs?: number;
  /** Compresses large entries. Default: not at all. */
  readonly compression?: Compression;
  /** Bytes that a compressed entry may become when it is read; larger ones are not compressed. Default: 128 MiB. */
  readonly maxUnpackedBytes?: number;
  /**
   * How many replicas must have an invalidation before it counts as recorded (`WAIT`), and for how many milliseconds to
   * wait for them. Default: none.
   */
  readonly replicas?: { readonly count: number; readonly withinMs: number };
  /** Is told what an operator should know and what is not an error of a call. */
  readonly onProblem?: (problem: Problem) => void;
  readonly random?: Random;
}

const DAY_MS = 86_400_000;

const EVENTS: Readonly<Partial<Record<LedgerEvent, Problem>>> = {
  fenced: {
    code: "TL-LEDGER-RENEWED",
    message: "Redis was restarted, promoted or replaced, and may have forgotten invalidations.",
  },
  rewound: { code: "TL-LEDGER-RENEWED", message: "The ledger in Redis is older than what this process knows of it." },
  flapping: {
    code: "TL-REDIS-FLAPPING",
    message: "Several servers answer at one address in turn. What they lose is noticed only when it is missed.",
  },
  blind: blind(),
};

/**
 * Keeps ledger and entries on Redis 7.0, Valkey 7.2 or newer: one server, Sentinel or Cluster. Connects at once and goes on
 * trying; what is asked before there is a connection waits for the first attempt.
 *
 * @throws TL-CONFIG when an option cannot be used.
 */
export function redisStore(options: RedisStoreOptions): Store {
  const { random = systemRandom, onProblem = () => {}, replicas, compression } = options;
  const connection = openConnection(options);
  const keys = createKeys(options.namespace);
  let isClosed = false;
  let inspected = false;
  let isKnown = false;

  function onEvent(event: LedgerEvent): void {
    // The first ledger of all is "lost" as well.
    if (event === "lost" && isKnown) {
      onProblem({ code: "TL-LEDGER-RENEWED", message: "The ledger in Redis was removed, or a part of it." });
    }
    isKnown = true;
    const problem = EVENTS[event];
    if (problem !== undefined) onProblem(problem);
    if (!inspected) inspect();
  }

  function inspect(): void {
    inspected = true;
    const wallMs = options.clock?.wall ?? Date.now;
    inspectServer(connection, keys.head, {
      isTrusted: options.durability === "trusted",
      waitsForReplicas: replicas !== undefined,
      wallMs,
    }).then(
      (problems) => problems.forEach((problem) => onProblem(problem)),
      // A server that does not let us look is not asked again at each call.
      (error: unknown) => {
        inspected = errorWord(error) !== "";
      },
    );
  }

  const ledger = createLedger(connection, keys, random, {
    clock: options.clock ?? systemClock,
    durability: options.durability ?? "fenced",
    maxMarks: options.maxMarks ?? 4_000_000,
    maxBytes: options.maxLedgerBytes ?? 2 ** 30,
    maxMarkAgeMs: options.maxMarkAgeMs ?? 30 * DAY_MS,
    replicas,
    onEvent,
    onCrowded(lifetimeMs) {
      const lifetime = `Entries older than about ${Math.round(lifetimeMs / 1000)} s are misses now.`;
      onProblem({
        code: "TL-LEDGER-CROWDED",
        message: `${lifetime} Raise maxMarks and maxLedgerBytes, or use fewer tags.`,
      });
    },
  });
  const { maxUnpackedBytes = 2 ** 27 } = options;
  const entries = createEntries(connection, keys, { compression, maxUnpackedBytes, onProblem });

  async function whileOpen<Result>(call: () => Promise<Result>): Promise<Result> {
    if (isClosed) throw new TagledgerError("TL-STORE-CLOSED");
    return call();
  }

  return {
    name: "redis",
    capabilities: { shared: true, durable: true },
    news: (since) => whileOpen(() => ledger.news(since)),
    append: (invalidations, since) => whileOpen(() => ledger.append(invalidations, since)),
    renew: (epoch) => whileOpen(() => ledger.renew(epoch)),
    read: (key) => whileOpen(() => entries.read(key)),
    write: (key, entry) => whileOpen(() => entries.write(key, entry)),
    remove: (key) => whileOpen(() => entries.remove(key)),
    lease: (key, ms) => whileOpen(() => entries.lease(key, ms)),
    keys: (cursor) => whileOpen(() => walkEntries(connection, keys, cursor)),
    async close() {
      if (isClosed) return;
      isClosed = true;
      await connection.close();
    },
  };
}
