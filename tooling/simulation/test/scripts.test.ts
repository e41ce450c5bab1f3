import { sendCommand, startStandalone } from "@tagledger/redis-servers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadProduct, type Product } from "../src/product.ts";
import { seededRandom } from "../src/random.ts";
import { RedisError, type RedisReply } from "../src/redis/commands.ts";
import { emptyKeyspace } from "../src/redis/keyspace.ts";
import { sha1 } from "../src/redis/lua-library.ts";
import { createRedisServer, type RedisServer } from "../src/redis/server.ts";
import { createScheduler } from "../src/scheduler.ts";

const KEYS = ["head", "order", "marks", "nonces"] as const;
const TAGS = ["=x", "=y/z", '="\\', "=ä\u007f\t\u0001"].map((tag) => Buffer.from(tag, "utf8").toString("latin1"));

let real: Awaited<ReturnType<typeof startStandalone>>;
let simulated: RedisServer;
let product: Product;
let wallMs = 0;

beforeAll(async () => {
  product = await loadProduct();
  real = await startStandalone();
  const info = String(await real.command("INFO", "server")) + String(await real.command("INFO", "replication"));
  const of = (name: string): string => new RegExp(`${name}:(\\S+)`).exec(info)?.[1] ?? "";
  simulated = createRedisServer({
    scheduler: createScheduler(),
    keyspace: emptyKeyspace(),
    identity: {
      runId: of("run_id"),
      secondReplicationId: of("master_replid2"),
      secondOffset: Number(of("second_repl_offset")),
    },
    wallMs: () => wallMs,
  });
});

afterAll(async () => {
  await real.stop();
});

type Plain = string | number | null | readonly Plain[];

function plain(reply: RedisReply): Plain {
  if (reply === null || typeof reply === "string" || typeof reply === "number") return reply;
  return "ok" in reply ? reply.ok : reply.map(plain);
}

/** @returns the answers of the real server and of the simulated one, errors as text. */
async function onBoth(...command: readonly string[]): Promise<[real: Plain, simulated: Plain]> {
  const answered = await sendCommand({ port: real.port, encoding: "latin1" }, command).catch(
    (error: unknown) => (error as Error).message,
  );
  // A script says what time it was for it.
  const told =
    Array.isArray(answered) && Array.isArray(answered[0]) ? answered[0][2] : (answered as Plain[] | null)?.[2];
  if (Array.isArray(answered) && Number(told) > 1e12) wallMs = Number(told);
  try {
    return [answered, plain(simulated.execute(command))];
  } catch (error) {
    if (!(error instanceof RedisError)) throw error;
    return [answered, error.message];
  }
}

test("the scripts do on the simulated server what they do on a real one", { timeout: 60_000 }, async () => {
  const { NEWS, APPEND, RENEW, WRITE_ENTRY } = product.redis.scripts;
  const source = (text: string): string => Buffer.from(text, "utf8").toString("latin1");
  const random = seededRandom(1, "scripts");
  let head = ["", "0", "-"];
  const learn = (told: Plain): void => {
    const found = Array.isArray(told) ? /^1 (\S+) (\d+) (\S+) /.exec(String(told[1])) : null;
    if (found !== null) head = found.slice(1);
  };
  const run = (script: { readonly source: string }, keys: readonly string[], ...rest: string[]) =>
    onBoth("EVAL", source(script.source), String(keys.length), ...keys, ...rest);
  const known = (): string[] => {
    if (random.chance(75)) return head;
    if (random.chance(30)) return ["", "0", "-"];
    return [head[0] ?? "", String(random.below(8)), random.chance(50) ? "-" : `${random.below(8)}.${random.hex(4)}`];
  };

  for (let step = 0; step < 600; step++) {
    const what = random.below(100);
    let answers: [Plain, Plain];
    if (what < 40) {
      const tags = [random.pick(TAGS), random.pick(TAGS)];
      const kind = random.pick(["hard", "soft"]);
      const expires = kind === "soft" && random.chance(60) ? String(random.below(20)) : "";
      const limits = [random.pick(["1", "2", "1000"]), random.hex(4), random.pick(["2", "1000"]), "1000000", "60000"];
      answers = await run(APPEND, KEYS, random.hex(16), "fenced", ...known(), ...limits, kind, expires, "2", ...tags);
      if (Array.isArray(answers[0])) learn(answers[0][0]);
    } else if (what < 75) {
      const cursor = random.chance(80) ? "" : String(random.below(10));
      answers = await run(NEWS, KEYS, random.hex(16), "fenced", ...known(), cursor, random.pick(["1", "2", "1000"]));
      learn(answers[0]);
    } else if (what < 80) {
      answers = await run(RENEW, KEYS, random.hex(16), random.chance(50) ? (head[0] ?? "") : random.hex(16));
    } else if (what < 92) {
      const header = Buffer.alloc(45);
      header.write("TLE1", 0, "latin1");
      header.writeUInt8(random.below(2), 4);
      header.writeDoubleBE(random.below(3), 20);
      header.writeDoubleBE(random.below(3) * 50_000, 28);
      header.writeDoubleBE(600_000, 36);
      answers = await run(WRITE_ENTRY, ["entry"], header.toString("latin1"), "600000");
    } else if (what < 96) answers = await onBoth("UNLINK", random.pick(KEYS));
    else if (what < 98) answers = await onBoth("SET", random.pick(KEYS), random.pick(["1 x", "2 newer", "junk"]));
    else answers = await onBoth("HSET", "marks", random.pick(TAGS), "junk");
    expect(answers[1], `step ${step}`).toEqual(answers[0]);
  }

  for (const command of [
    ["GET", "head"],
    ["ZRANGEBYSCORE", "order", "(-1", "+inf", "WITHSCORES"],
    ["HMGET", "marks", "epoch", "bytes", "owners", ...TAGS],
    ["GETRANGE", "nonces", "0", "-1"],
  ]) {
    const [there, here] = await onBoth(...command);
    expect(here, command.join(" ")).toEqual(there);
  }
});

test("a script that a server does not have is not run", () => {
  expect(() => simulated.execute(["EVALSHA", sha1("never"), "0"])).toThrow("NOSCRIPT");
});
