import { runs } from "@tagledger/fuzz";
import { startStandalone } from "@tagledger/redis-servers";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createWorkbench, everything, hard } from "./workbench.ts";

/** Somebody writes into the four keys of a ledger that stays believable: its epoch is right everywhere. */

let server: Awaited<ReturnType<typeof startStandalone>>;
beforeAll(async () => {
  server = await startStandalone();
}, 120_000);
afterAll(() => server.stop());

const number = fc.constantFrom(
  "0",
  "1",
  "7",
  "-1",
  "1.5",
  "inf",
  "-inf",
  "nan",
  "1e308",
  "9".repeat(15),
  "9".repeat(16),
  "9".repeat(400),
  "",
  "x",
);
const nonce = fc.constantFrom(
  "-",
  "1.00000000",
  "0.ffffffff",
  `${"9".repeat(400)}.00000000`,
  "x.y",
  "1.zz",
  "99999.00000000",
);
const mark = fc.oneof(
  fc.tuple(number, number, number, number).map((parts) => parts.join(",")),
  fc.constantFrom("", ",,,", "1,1,1,1,1", "nonsense"),
);
const tag = fc.constantFrom("=a", "=b", "=x", "!00d8", "!zz", "foreign", "bytes", "owners", "flaps");
const score = fc.constantFrom("0", "1", "2", "-5", "1.5", "inf", "-inf", "9007199254740993");
type Attack = (keys: ReturnType<typeof createWorkbench>["keys"]) => Promise<unknown>;

const attack: fc.Arbitrary<Attack> = fc.oneof(
  fc
    .tuple(number, nonce, number, fc.constantFrom("-", "x", "0123456789abcdef"))
    .map(([seq, named, floor, owner]): Attack => async ({ head }) => {
      const [version = "", epoch = ""] = String(await server.command("GET", head)).split(" ");
      await server.command("SET", head, [version, epoch, seq, named, floor, owner].join(" "));
    }),
  fc.tuple(tag, mark).map(
    ([field, value]): Attack =>
      ({ marks }) =>
        server.command("HSET", marks, field, value),
  ),
  fc.constantFrom("bytes", "owners", "flaps", "=a").map(
    (field): Attack =>
      ({ marks }) =>
        server.command("HDEL", marks, field),
  ),
  fc.tuple(score, tag).map(
    ([place, member]): Attack =>
      ({ order }) =>
        server.command("ZADD", order, place, member),
  ),
  fc.constantFrom("=a", "=b").map(
    (member): Attack =>
      ({ order }) =>
        server.command("ZREM", order, member),
  ),
  fc.nat(80).map(
    (offset): Attack =>
      ({ nonces }) =>
        server.command("SETRANGE", nonces, String(32 + offset), "zzzz"),
  ),
  fc.constant<Attack>(({ nonces }) => server.command("SETRANGE", nonces, "1000000", "x")),
);

test("whatever is written into the ledger, an invalidation is recorded after a few attempts, and everybody learns of it", async () => {
  const property = fc.asyncProperty(fc.array(attack, { minLength: 1, maxLength: 5 }), async (attacks) => {
    const bench = createWorkbench(() => server.url);
    try {
      const [one, other] = [bench.open(), bench.open()];
      const known = (await one.append([hard("a"), { tags: ["b"], kind: "soft", expireSeconds: 60 }], undefined)).news;
      for (const change of attacks) await change(bench.keys);
      await one.news(known.position).catch(() => undefined);
      // What cannot be read is found by whoever reads it, and begins a new epoch, in which nothing is valid.
      for (let attempt = 1; ; attempt++) {
        const seq = await one.append([hard("a", "c")], known.position).then(
          (appended) => ({ epoch: appended.news.position.epoch, of: appended.seq }),
          () => undefined,
        );
        const news = await everything(other).catch(() => undefined);
        if (seq === undefined || news === undefined || news.position.epoch !== seq.epoch) {
          expect(attempt).toBeLessThan(4);
          continue;
        }
        for (const tagged of ["a", "c"]) {
          const found = news.marks.find((record) => record.tag === tagged);
          // What the floor has risen over is expired as well.
          expect(Math.max(found?.hard ?? 0, news.floorSeq), tagged).toBeGreaterThanOrEqual(seq.of);
        }
        for (const { hard: at, soft } of news.marks)
          expect(Number.isSafeInteger(at) && Number.isSafeInteger(soft)).toBe(true);
        return;
      }
    } finally {
      await bench.close();
    }
  });
  await fc.assert(property, runs(200));
});
