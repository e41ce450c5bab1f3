import type { Clock } from "@tagledger/core";
import type { Argument, Connection, Reply } from "./connection.ts";
import { errorWord } from "./connection.ts";
import type { Link } from "./link.ts";
import { createSilence } from "./silence.ts";

export interface KeptLinkOptions {
  readonly clock: Clock;
  /** Finds the server and connects to it. */
  open(): Promise<Link>;
  /** Milliseconds without any answer after which a connection with something to answer is given up. */
  readonly silenceMs: number;
  /** From 0 up to and without 1. Default: real chance. */
  readonly chance?: () => number;
}

const FIRST_RETRY_MS = 50;
const LAST_RETRY_MS = 2000;

/** What a server says that is not, or is no longer, the primary. */
const DEMOTED = new Set(["READONLY", "MASTERDOWN"]);

/**
 * A connection to one primary that is opened again when it ends. Nothing waits in a queue and nothing is sent twice:
 * after a loss the server may be another one, and what the ledger says must be proven anew.
 */
export function keepLink({ clock, open, silenceMs, chance = Math.random }: KeptLinkOptions): Connection {
  let link: Link | undefined;
  let opening: Promise<Link> | undefined;
  let failure: Error | undefined;
  let failures = 0;
  let closed = false;
  let cancelRetry: (() => void) | undefined;
  const silence = createSilence(clock, silenceMs, () => {
    if (link !== undefined) giveUp(link, new Error(`Redis has not answered for ${silenceMs} ms.`));
  });

  function connect(): Promise<Link> {
    opening ??= (async () => {
      try {
        const opened = await open();
        if (closed) {
          opened.destroy();
          throw new Error("The connection was closed.");
        }
        link = opened;
        failure = undefined;
        silence.reset();
        opened.onEnd((reason) => lose(opened, reason));
        return opened;
      } catch (error) {
        failure = error as Error;
        retryLater();
        throw error;
      } finally {
        opening = undefined;
      }
    })();
    return opening;
  }

  function lose(lost: Link, reason: Error): void {
    if (link !== lost) return;
    link = undefined;
    failure = reason;
    silence.reset();
    retryLater();
  }

  function retryLater(): void {
    if (closed || cancelRetry !== undefined) return;
    // Instances that lost one server do not all come back in the same moment.
    const wait = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures, 10)) * (0.5 + chance() / 2);
    failures++;
    cancelRetry = clock.schedule(failures === 1 ? 0 : wait, () => {
      cancelRetry = undefined;
      connect().catch(() => {});
    });
  }

  function giveUp(given: Link, reason: Error): void {
    given.destroy();
    lose(given, reason);
  }

  async function sendOn(used: Link, command: readonly Argument[]): Promise<Reply> {
    silence.sent();
    try {
      const reply = await used.send(command);
      failures = 0;
      return reply;
    } catch (error) {
      if (DEMOTED.has(errorWord(error))) giveUp(used, error as Error);
      throw error;
    } finally {
      if (used === link) silence.answered();
    }
  }

  // A first command that finds nobody waits for the first attempt; later ones fail at once until there is a connection.
  let isFirst = true;
  const first = connect()
    .catch(() => {})
    .finally(() => {
      isFirst = false;
    });

  return {
    async send(_key, command) {
      if (isFirst) await first;
      if (link === undefined) throw failure ?? new Error("There is no connection to Redis.");
      return sendOn(link, command);
    },
    link: () => link,
    async close() {
      closed = true;
      cancelRetry?.();
      silence.reset();
      link?.destroy();
      link = undefined;
      failure = new Error("The connection was closed.");
    },
  };
}
