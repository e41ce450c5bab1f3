import type { Random } from "@tagledger/core";
import { TagledgerError } from "@tagledger/core/errors";
import type { Appended, Invalidation, MarkRecord, News, Position } from "@tagledger/core/store";
import { type Argument, type Connection, errorWord, type Reply } from "./connection.ts";
import type { Keys } from "./keys.ts";
import { headPrefix, readTold, type LedgerEvent, type Told } from "./ledger-reply.ts";
import { APPEND, NEWS, RENEW, runScript, type Script } from "./script.ts";
import { encodeTag } from "./tag-code.ts";

export interface LedgerOptions {
  /** `trusted`: a server that was restarted or promoted is believed to have everything. */
  readonly durability: "fenced" | "trusted";
  readonly maxMarks: number;
  readonly maxBytes: number;
  /** Milliseconds after which no entry is left that a mark concerns. */
  readonly maxMarkAgeMs: number;
  /** Replicas that must have an invalidation before it counts as recorded, and milliseconds to wait for them. */
  readonly replicas: { readonly count: number; readonly withinMs: number } | undefined;
  onEvent(event: LedgerEvent): void;
  /** Marks had to be dropped for want of room; the youngest had lived for `lifetimeMs`. */
  onCrowded(lifetimeMs: number): void;
}

/** The ordered record of invalidations; its rules are in `lua/`. */
export interface Ledger {
  news(since: Position | undefined): Promise<News | undefined>;
  append(invalidations: readonly Invalidation[], since: Position | undefined): Promise<Appended>;
  renew(epoch: string): Promise<void>;
}

/** Small enough to keep other clients of the server waiting for about a millisecond. */
const MARKS_PER_PAGE = 1000;

export function createLedger(connection: Connection, keys: Keys, random: Random, options: LedgerOptions): Ledger {
  /** The connection on whose server a script has found everything in order. */
  let proven: object | undefined;

  /** Runs a script that looks at the server's identity, and remembers which connection that proves. */
  async function run(script: Script, parameters: readonly Argument[]): Promise<Reply> {
    const before = connection.link(keys.head);
    try {
      const reply = await runScript(connection, script, keys.ledger, parameters);
      proven = connection.link(keys.head) === before ? before : undefined;
      return reply;
    } catch (error) {
      throw explain(error);
    }
  }

  /**
   * Reads the head by a command that counts as a write, so that only a primary with its replicas answers it. Redis
   * refuses all writes when it cannot save (MISCONF): no invalidation is recorded then either, and a read is as good.
   */
  async function readHead(): Promise<Reply> {
    try {
      return await connection.send(keys.head, ["GETEX", keys.head]);
    } catch (error) {
      if (errorWord(error) !== "MISCONF") throw error;
      return connection.send(keys.head, ["GET", keys.head]);
    }
  }

  /** True when the head is as the caller knows it, and comes from a server that is known to have lost nothing. */
  async function isUnchanged(since: Position): Promise<boolean> {
    const link = connection.link(keys.head);
    if (link === undefined || link !== proven) return false;
    let head: Reply;
    try {
      head = await readHead();
    } catch (error) {
      if (errorWord(error) === "WRONGTYPE") return false;
      throw explain(error);
    }
    return connection.link(keys.head) === link && String(head).startsWith(headPrefix(since));
  }

  async function readPage(since: Position | undefined, cursor: string): Promise<Told> {
    const told = readTold(await run(NEWS, [...head(since), cursor, String(MARKS_PER_PAGE)]));
    options.onEvent(told.event);
    return told;
  }

  function head(since: Position | undefined): string[] {
    const { epoch, seq, nonce } = since ?? { epoch: "", seq: 0, nonce: "" };
    return [random.hex(16), options.durability, epoch, String(seq), nonce || "-"];
  }

  /**
   * Reads the pages that are left. The last of them is read in one step with the head, and a tag that is marked
   * meanwhile moves to the end: so all marks up to that head have been read, or are below its floor.
   */
  async function readOn(first: Told, since: Position | undefined): Promise<News> {
    const marks: MarkRecord[] = [...first.marks];
    let told = first;
    while (told.cursor !== "") {
      const next = await readPage(since, told.cursor);
      if (next.position.epoch !== first.position.epoch) return readOn(await readPage(undefined, ""), undefined);
      marks.push(...next.marks);
      told = next;
    }
    const { position, floorSeq } = told;
    return { position, floorSeq, marks, reset: first.reset };
  }

  /** @throws when fewer replicas than wanted have what was just written. */
  async function waitForReplicas(): Promise<void> {
    if (options.replicas === undefined) return;
    const { count, withinMs } = options.replicas;
    const reached = Number(await connection.send(keys.head, ["WAIT", String(count), String(withinMs)]));
    if (reached >= count) return;
    throw new TagledgerError("TL-REDIS-REPLICAS", `${reached} of ${count} replicas have it after ${withinMs} ms.`);
  }

  return {
    async news(since) {
      if (since !== undefined && (await isUnchanged(since))) return undefined;
      const told = await readPage(since, "");
      if (since !== undefined && !told.reset && told.cursor === "" && isSame(told.position, since)) return undefined;
      return readOn(told, since);
    },
    async append(invalidations, since) {
      const reply = await run(APPEND, [
        ...head(since),
        String(MARKS_PER_PAGE),
        random.hex(4),
        String(options.maxMarks),
        String(options.maxBytes),
        String(options.maxMarkAgeMs),
        ...invalidations.flatMap(recordOf),
      ]);
      const [page, seq, alone, lifetimeMs] = reply as readonly Reply[];
      const told = readTold(page);
      options.onEvent(told.event);
      if (String(lifetimeMs) !== "") options.onCrowded(Number(lifetimeMs));
      await waitForReplicas();
      return { seq: Number(seq), alone: alone === 1, news: await readOn(told, since) };
    },
    async renew(epoch) {
      await run(RENEW, [random.hex(16), epoch]);
    },
  };
}

function recordOf({ tags, kind, expireSeconds }: Invalidation): string[] {
  const distinct = [...new Set(tags)];
  const expiresInMs = kind === "soft" && expireSeconds !== undefined ? String(Math.ceil(expireSeconds * 1000)) : "";
  return [kind, expiresInMs, String(distinct.length), ...distinct.map(encodeTag)];
}

function isSame(one: Position, other: Position): boolean {
  return one.epoch === other.epoch && one.seq === other.seq && one.nonce === other.nonce;
}

/** Gives errors that do not go away by themselves a code. */
function explain(error: unknown): unknown {
  const word = errorWord(error);
  if (word === "TLVERSION") return new TagledgerError("TL-LEDGER-VERSION", undefined, { cause: error });
  if (word === "NOPERM") return new TagledgerError("TL-REDIS-PERMISSION", undefined, { cause: error });
  return error;
}
