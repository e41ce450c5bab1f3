import { damaged, hostileText, runs } from "@tagledger/fuzz";
import { decodeEntry, encodeEntry, systemClock, systemRandom } from "@tagledger/core";
import type { Appended, EntryWrite, News } from "@tagledger/core/store";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Connection, Reply } from "../src/connection.ts";
import { createEntries } from "../src/entries.ts";
import { encodeEntryHeader } from "../src/entry-value.ts";
import { createKeys } from "../src/keys.ts";
import { createLedger, type Ledger } from "../src/ledger.ts";

/** Replies that no server of ours gives: from a proxy, another protocol, a module, a defect, or on purpose. */

const text = fc.oneof(
  hostileText,
  fc.constantFrom("9".repeat(30), "-1", "0", "1.5", "inf", "nan", ",,,", "1,,,1", "same", "lost", "12"),
);
const reply: fc.Arbitrary<Reply> = fc.letrec<{ reply: Reply }>((tie) => ({
  reply: fc.oneof(
    { depthSize: "small" },
    fc.constant(null),
    fc.oneof(fc.integer(), fc.constantFrom(2 ** 60, -(2 ** 60), Number.NaN, Infinity)),
    text,
    text.map((one) => Buffer.from(one)),
    fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
    fc.array(tie("reply"), { maxLength: 8 }),
  ),
})).reply;

const EPOCH = "ab".repeat(16);
const head = fc
  .record({
    version: fc.constantFrom("1", "1", "1", "2", "x"),
    epoch: fc.constantFrom(EPOCH, EPOCH, "cd".repeat(16), "short", "z".repeat(32)),
    seq: fc.constantFrom("0", "7", "900719925474099", "9".repeat(30), "-1", "x"),
    nonce: fc.constantFrom("-", "1.00000000", "9".repeat(400), "a b"),
    floor: fc.constantFrom("0", "3", "9".repeat(30)),
    owner: fc.constantFrom("-", "0123456789abcdef"),
  })
  .map(({ version, epoch, seq, nonce, floor, owner }) => [version, epoch, seq, nonce, floor, owner].join(" "));
const mark = fc.constantFrom("1,,,1", ",2,3,4", "7,7,,999", "9".repeat(40), `${"9".repeat(40)},,,1`, ",,,", "", "x");

/** What a script answers, more or less. */
const told: fc.Arbitrary<Reply> = fc
  .record({
    event: fc.constantFrom("same", "same", "lost", "fenced", "constructor", "__proto__"),
    head,
    now: fc.constantFrom("1700000000000", "9".repeat(30), "x", ""),
    reset: fc.constantFrom(0, 1, "1"),
    cursor: fc.constantFrom("", "", "1", "5", "inf", "-1", "9".repeat(30)),
    tags: fc.oneof(
      fc
        .array(
          text.map((one) => `=${one}`),
          { maxLength: 4 },
        )
        .map((tags) => JSON.stringify(tags)),
      fc.json({ depthSize: "small" }),
      reply,
    ),
    marks: fc.oneof(
      fc.array(mark, { maxLength: 4 }).map((marks) => marks.join(";")),
      reply,
    ),
  })
  .map(({ event, head: is, now, reset, cursor, tags, marks }) => [event, is, now, reset, cursor, tags, marks]);
const anything = fc.oneof({ weight: 3, arbitrary: told }, { weight: 1, arbitrary: reply });
const failure = fc
  .constantFrom("ERR nonsense", "WRONGTYPE of it", "NOSCRIPT", "TLVERSION 9", "MOVED 1 a:1", "LOADING", "OOM", "", "\0")
  .map((message) => new Error(message));
const answers = fc.array(fc.oneof({ weight: 5, arbitrary: anything }, { weight: 1, arbitrary: failure }), {
  minLength: 1,
  maxLength: 12,
});

/** Answers in turn; the last for ever. */
function lying(replies: readonly (Reply | Error)[]): Connection & { sent: number } {
  const link = {};
  const connection = {
    sent: 0,
    async send(): Promise<Reply> {
      const answer = replies[Math.min(connection.sent++, replies.length - 1)] as Reply | Error;
      if (answer instanceof Error) throw answer;
      return answer;
    },
    link: () => link,
    async close() {},
  };
  return connection;
}

function ledgerOn(connection: Connection, events: unknown[]): Ledger {
  return createLedger(connection, createKeys("n"), systemRandom, {
    clock: systemClock,
    durability: "fenced",
    maxMarks: 10,
    maxBytes: 1e6,
    maxMarkAgeMs: 1e6,
    replicas: undefined,
    onEvent: (event) => events.push(event),
    onCrowded: (lifetimeMs) => expect(Number.isSafeInteger(lifetimeMs)).toBe(true),
  });
}

/** More than that many commands for one call would be one that never ends. */
const MAX_COMMANDS = 30;
const position = { epoch: EPOCH, seq: 7, nonce: "1.00000000" };

function expectSound(news: News | undefined): void {
  if (news === undefined) return;
  expect(news.position.epoch).toMatch(/^[0-9a-f]{32}$/);
  for (const seq of [news.position.seq, news.floorSeq]) expect(isPosition(seq)).toBe(true);
  for (const { tag, hard, soft, ageMs, softExpiresInMs = 0 } of news.marks) {
    expect(tag).toBeTypeOf("string");
    expect([hard, soft].every(isPosition)).toBe(true);
    expect([ageMs, softExpiresInMs].every(Number.isFinite)).toBe(true);
    expect(ageMs).toBeGreaterThanOrEqual(0);
  }
}

const isPosition = (seq: number): boolean => Number.isSafeInteger(seq) && seq >= 0;

/** @returns `undefined` for an error, which must be one. */
async function outcome<Result>(call: Promise<Result>): Promise<Result | undefined> {
  try {
    return await call;
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message.length).toBeLessThan(1000);
    return undefined;
  }
}

/** A page that is as full as it can be. */
const FULL = {
  tags: JSON.stringify(Array.from({ length: 1000 }, (_, index) => `=${index}`)),
  marks: Array.from({ length: 1000 }, () => "1,,,1").join(";"),
};

describe("whatever the server answers", () => {
  test("news are an error or sound, and come to an end", async () => {
    const property = fc.asyncProperty(answers, fc.boolean(), async (replies, isKnown) => {
      const events: unknown[] = [];
      const connection = lying(replies);
      const ledger = ledgerOn(connection, events);
      expectSound(await outcome(ledger.news(isKnown ? position : undefined)));
      expectSound(await outcome(ledger.news(position)));
      expect(connection.sent).toBeLessThan(MAX_COMMANDS);
      const known = new Set<unknown>(["same", "lost", "fenced", "flapping", "blind", "rewound"]);
      expect(events.every((event) => known.has(event))).toBe(true);
    });
    await fc.assert(property, runs(3000));
  });

  test("an invalidation is rejected or has a position, and comes to an end", async () => {
    const number = fc.constantFrom(7, "7", "9".repeat(30), "x", null, -1);
    const appended = fc.oneof(
      fc.tuple(told, number, fc.constantFrom(0, 1, "1"), fc.constantFrom("", "12", "x", "9".repeat(30))),
      reply,
    );
    const replies = fc.array(fc.oneof(appended, told, failure), { minLength: 1, maxLength: 8 });
    const property = fc.asyncProperty(replies, async (given) => {
      const connection = lying(given);
      const call = ledgerOn(connection, []).append([{ tags: ["a"], kind: "hard" }], position);
      const answer: Appended | undefined = await outcome(call);
      expect(connection.sent).toBeLessThan(MAX_COMMANDS);
      if (answer === undefined) return;
      expect(isPosition(answer.seq)).toBe(true);
      expectSound(answer.news);
    });
    await fc.assert(property, runs(3000));
  });

  test("a ledger whose epoch is another one on each page is given up", async () => {
    let page = 0;
    const connection = lying([]);
    connection.send = async () => {
      connection.sent++;
      const epoch = String(++page).padStart(32, "0");
      return ["same", `1 ${epoch} 9000 1.00000000 0 -`, "1", 1, String(page * 1000), FULL.tags, FULL.marks];
    };
    await expect(ledgerOn(connection, []).news(undefined)).rejects.toThrow("changes faster");
    expect(connection.sent).toBeLessThan(MAX_COMMANDS);
  });

  test("a page that comes again and again is given up", async () => {
    const same: Reply = ["same", `1 ${EPOCH} 9000 1.00000000 0 -`, "1", 1, "1000", FULL.tags, FULL.marks];
    const connection = lying([same]);
    await expect(ledgerOn(connection, []).news(undefined)).rejects.toThrow("same page");
    expect(connection.sent).toBeLessThan(MAX_COMMANDS);
  });

  test("an entry is an error, none, or exactly what was written under its key", async () => {
    const genuine = Buffer.concat(
      encodeEntry("k", {
        kind: "FETCH",
        position: { epoch: EPOCH, seq: 1 },
        tags: ["t"],
        meta: {},
        body: Buffer.from("b"),
      }),
    );
    const write: EntryWrite = { frame: [genuine], position: { epoch: EPOCH, seq: 1 }, ageMs: 5, ttlMs: 1000 };
    const value = fc
      .integer({ min: 0, max: 4 })
      .map((compression) => Buffer.concat([encodeEntryHeader(write, compression), genuine]));
    const stored = fc.oneof(
      value,
      damaged(value).map(({ after }) => after),
      reply,
      failure,
    );
    const lifetime = fc.oneof(fc.constantFrom<Reply>(-2, -1, 0, 1, 500, 2 ** 60, "500", "x", null), reply, failure);
    const property = fc.asyncProperty(lifetime, stored, async (left, bytes) => {
      const problems: unknown[] = [];
      const entries = createEntries(lying([left, bytes] as (Reply | Error)[]), createKeys("n"), {
        compression: undefined,
        maxUnpackedBytes: 1 << 20,
        onProblem: (problem) => problems.push(problem),
      });
      const found = await outcome(entries.read("k"));
      if (found === undefined) return;
      expect(found.ageMs).toBeGreaterThanOrEqual(0);
      expect(Number.isFinite(found.ageMs)).toBe(true);
      // The store may hand out what is damaged; core finds that.
      const entry = decodeEntry("k", found.frame);
      if (entry !== undefined) expect(Buffer.from(found.frame)).toEqual(genuine);
      expect(decodeEntry("other", found.frame)).toBeUndefined();
    });
    await fc.assert(property, runs(3000));
  });
});
