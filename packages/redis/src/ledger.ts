import type { Clock, Random } from "@tagledger/core";
import { TagledgerError } from "@tagledger/core/errors";
import type { Appended, Invalidation, MarkRecord, News, Position } from "@tagledger/core/store";
import { type Argument, type Connection, errorWord, type Reply } from "./connection.ts";
import type { Keys } from "./keys.ts";
import { headPrefix, readAppended, readTold, type LedgerEvent, type Told } from "./ledger-reply.ts";
import { APPEND, NEWS, RENEW, runScript, type Script } from "./script.ts";
import { encodeTag } from "./tag-code.ts";

export interface LedgerOptions {
  readonly clock: Clock;
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

/** Small enough to keep other clients of the server waiting for no more than one or two milliseconds. */
const MARKS_PER_PAGE = 1000;
/** An address with several servers behind it may answer each page from another one. */
const MAX_ATTEMPTS = 3;
/** As many tags as a script marks in a few milliseconds. */
const TAGS_PER_SCRIPT = 1000;

/**
 * For how long a connection proves which server is at its other end. A server can be demoted and promoted, and a proxy
 * can change the server behind it, while the connection stays; neither is done in so short a time.
 */
const PROOF_MS = 250;

/** Redis counts milliseconds in whole numbers; JavaScript does so up to here. */
const MAX_EXPIRE_MS = 2 ** 52;

export function createLedger(connection: Connection, keys: Keys, random: Random, options: LedgerOptions): Ledger {
  const { clock } = options;
  /** The connection on whose server a script has found everything in order, and when that was asked. */
  let proof: { readonly link: object; readonly askedMs: number } | undefined;
  /** A read of several pages that is under way. */
  let reading: { readonly news: Promise<News>; readonly begunMs: number } | undefined;

  async function run(script: Script, parameters: readonly Argument[]): Promise<Reply> {
    try {
      return await runScript(connection, script, keys.ledger, parameters);
    } catch (error) {
      throw explain(error);
    }
  }

  /** Runs a script that looks at the server's identity, and remembers which connection that proves. */
  async function prove(script: Script, parameters: readonly Argument[]): Promise<Reply> {
    const link = connection.link(keys.head);
    const askedMs = clock.now();
    const reply = await run(script, parameters);
    proof = link !== undefined && connection.link(keys.head) === link ? { link, askedMs } : undefined;
    return reply;
  }

  /**
   * True when the head is as the caller knows it, and comes from a server that is known to have lost nothing. The head
   * is read by a command that counts as a write, so that only a primary with its replicas answers it.
   */
  async function isUnchanged(since: Position): Promise<boolean> {
    const link = connection.link(keys.head);
    if (link === undefined || link !== proof?.link || clock.now() - proof.askedMs > PROOF_MS) return false;
    let found: Reply;
    try {
      found = await connection.send(keys.head, ["GETEX", keys.head]);
    } catch (error) {
      if (errorWord(error) === "WRONGTYPE") return false;
      throw explain(error);
    }
    return connection.link(keys.head) === link && String(found).startsWith(headPrefix(since));
  }

  async function readPage(since: Position | undefined, cursor: string): Promise<Told> {
    const told = readTold(await prove(NEWS, [...head(since), cursor, String(MARKS_PER_PAGE)]));
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
  async function readPages(first: Told, since: Position | undefined, attempt = 1): Promise<News> {
    const marks: MarkRecord[] = [];
    let told = first;
    for (;;) {
      const { cursor } = told;
      const coming = cursor === "" ? undefined : readPage(since, cursor);
      // Whether it fails is known when it is awaited.
      coming?.catch(() => {});
      const page = told.marks();
      for (const mark of page) marks.push(mark);
      if (coming === undefined) break;
      if (page.length < MARKS_PER_PAGE) throw new Error("Redis answers with a page of the ledger that is not full.");
      told = await coming;
      if (told.position.epoch !== first.position.epoch) {
        if (attempt === MAX_ATTEMPTS) throw new Error("The ledger changes faster than it can be read.");
        return readPages(await readPage(undefined, ""), undefined, attempt + 1);
      }
      if (told.cursor !== "" && Number(told.cursor) <= Number(cursor)) {
        throw new Error("Redis answers with the same page of the ledger again.");
      }
    }
    const { position, floorSeq } = told;
    return { position, floorSeq, marks, reset: first.reset };
  }

  /**
   * One at a time reads a large ledger, or those who lose patience and ask again would read it side by side. Who comes
   * later waits for that and asks what is new since.
   */
  async function readOn(first: Told, since: Position | undefined): Promise<News> {
    if (first.cursor === "" || !first.reset) return readPages(first, since);
    if (reading === undefined) {
      const news = readPages(first, since).finally(() => {
        reading = undefined;
      });
      reading = { news, begunMs: clock.now() };
      return news;
    }
    const { news, begunMs } = reading;
    const laterMs = clock.now() - begunMs;
    return followUp(await news, laterMs);
  }

  /** @param laterMs how much later than the first answer, from which the times of its marks count, this one was asked for. */
  async function followUp(first: News, laterMs: number): Promise<News> {
    const known = { ...first, marks: first.marks.map((mark) => sooner(mark, laterMs)) };
    const more = await newsSince(known.position);
    if (more === undefined) return { ...known, reset: true };
    return more.reset ? more : { ...more, marks: [...known.marks, ...more.marks], reset: true };
  }

  async function newsSince(since: Position | undefined): Promise<News | undefined> {
    if (since !== undefined && (await isUnchanged(since))) return undefined;
    const told = await readPage(since, "");
    if (since !== undefined && !told.reset && told.cursor === "" && isSame(told.position, since)) return undefined;
    return readOn(told, since);
  }

  /** @throws when fewer replicas than wanted have what was just written. */
  async function waitForReplicas(): Promise<void> {
    if (options.replicas === undefined) return;
    const { count, withinMs } = options.replicas;
    const reached = Number(await connection.send(keys.head, ["WAIT", String(count), String(withinMs)]));
    if (reached >= count) return;
    throw new TagledgerError("TL-REDIS-REPLICAS", `${reached} of ${count} replicas have it after ${withinMs} ms.`);
  }

  /** Records what one script may. The position it answers with is that of its last record. */
  async function appendBatch(
    records: readonly Invalidation[],
    since: Position | undefined,
  ): Promise<{ told: Told; seq: number; alone: boolean }> {
    const reply = await prove(APPEND, [
      ...head(since),
      String(MARKS_PER_PAGE),
      random.hex(4),
      String(options.maxMarks),
      String(options.maxBytes),
      String(options.maxMarkAgeMs),
      ...records.flatMap(recordOf),
    ]);
    const { told, seq, alone, crowdedAfterMs } = readAppended(reply);
    options.onEvent(told.event);
    if (crowdedAfterMs !== undefined) options.onCrowded(crowdedAfterMs);
    return { told, seq, alone };
  }

  return {
    news: newsSince,
    async append(invalidations, since) {
      const [first = [], ...rest] = batchesOf(invalidations);
      let last = await appendBatch(first, since);
      let { alone } = last;
      for (const batch of rest) {
        last = await appendBatch(batch, last.told.position);
        alone &&= last.alone;
      }
      await waitForReplicas();
      const { told, seq } = last;
      const news = rest.length === 0 ? await readOn(told, since) : await readOn(await readPage(since, ""), since);
      return { seq, alone, news };
    },
    async renew(epoch) {
      // It does not look at the server's identity, so it proves nothing.
      await run(RENEW, [random.hex(16), epoch]);
    },
  };
}

/** Splits what would keep other clients of the server waiting for long. */
function batchesOf(invalidations: readonly Invalidation[]): Invalidation[][] {
  const batches: Invalidation[][] = [];
  let room = 0;
  for (const invalidation of invalidations) {
    const tags = [...new Set(invalidation.tags)];
    for (let start = 0; start < tags.length; start += TAGS_PER_SCRIPT) {
      const part = { ...invalidation, tags: tags.slice(start, start + TAGS_PER_SCRIPT) };
      if (part.tags.length > room || batches.length === 0) {
        batches.push([]);
        room = TAGS_PER_SCRIPT;
      }
      batches.at(-1)?.push(part);
      room -= part.tags.length;
    }
  }
  return batches;
}

function recordOf({ tags, kind, expireSeconds }: Invalidation): string[] {
  return [kind, kind === "soft" ? expiresInMs(expireSeconds) : "", String(tags.length), ...tags.map(encodeTag)];
}

/** @returns the empty string for never. What is no number of seconds counts as no time at all. */
function expiresInMs(seconds: number | undefined): string {
  if (seconds === undefined || seconds === Infinity) return "";
  const ms = Math.ceil(seconds * 1000);
  return ms > 0 ? String(Math.min(ms, MAX_EXPIRE_MS)) : "0";
}

function isSame(one: Position, other: Position): boolean {
  return one.epoch === other.epoch && one.seq === other.seq && one.nonce === other.nonce;
}

/** Gives errors that do not go away by themselves a code. */
function explain(error: unknown): unknown {
  const word = errorWord(error);
  if (word === "TLVERSION") return new TagledgerError("TL-LEDGER-VERSION", undefined, { cause: error });
  if (word === "NOPERM" || isForbidden(error))
    return new TagledgerError("TL-REDIS-PERMISSION", undefined, { cause: error });
  return error;
}

/** How a script says that the user may not run one of its commands. */
function isForbidden(error: unknown): boolean {
  return error instanceof Error && error.message.includes("can't run this command");
}

function sooner(mark: MarkRecord, ms: number): MarkRecord {
  return mark.softExpiresInMs === undefined ? mark : { ...mark, softExpiresInMs: mark.softExpiresInMs - ms };
}
