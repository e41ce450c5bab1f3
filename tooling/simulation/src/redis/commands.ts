import type { Keyspace, Value } from "./keyspace.ts";

/** An answer: bulk strings as strings, a status as an object, nothing as null. */
export type RedisReply = string | number | null | { readonly ok: string } | readonly RedisReply[];

export class RedisError extends Error {}

const OK: RedisReply = { ok: "OK" };

/** The commands of Redis that the store sends and its scripts call, as redis-server 7.0 answers them. */
export interface Commands {
  /** @throws RedisError, as a server does. */
  run(name: string, args: readonly string[]): RedisReply;
}

export interface CommandsContext {
  readonly keyspace: Keyspace;
  nowMs(): number;
  info(): string;
}

export function createCommands({ keyspace, nowMs, info }: CommandsContext): Commands {
  const { values, expires } = keyspace;

  function look(key: string): Value | undefined {
    const untilMs = expires.get(key);
    if (untilMs !== undefined && untilMs <= Math.floor(nowMs())) drop(key);
    return values.get(key);
  }

  function drop(key: string): boolean {
    expires.delete(key);
    return values.delete(key);
  }

  function of<Type extends Value["type"]>(type: Type, key: string): (Value & { type: Type }) | undefined {
    const found = look(key);
    if (found !== undefined && found.type !== type) {
      throw new RedisError("WRONGTYPE Operation against a key holding the wrong kind of value");
    }
    return found as (Value & { type: Type }) | undefined;
  }

  function hash(key: string): Map<string, string> {
    const found = of("hash", key)?.value ?? new Map<string, string>();
    values.set(key, { type: "hash", value: found });
    return found;
  }

  function zset(key: string): Map<string, number> {
    const found = of("zset", key)?.value ?? new Map<string, number>();
    values.set(key, { type: "zset", value: found });
    return found;
  }

  const text = (key: string): string | undefined => of("string", key)?.value;

  const table: Readonly<Record<string, (...args: string[]) => RedisReply>> = {
    TIME() {
      const ms = nowMs();
      return [String(Math.floor(ms / 1000)), String(Math.floor((ms % 1000) * 1000))];
    },
    INFO: () => info(),
    GET: (key = "") => text(key) ?? null,
    GETEX: (key = "") => text(key) ?? null,
    SET(key = "", value = "", ...options) {
      const words = options.map((word) => word.toUpperCase());
      if (words.includes("NX") && look(key) !== undefined) return null;
      values.set(key, { type: "string", value });
      const px = words.indexOf("PX");
      if (px < 0) expires.delete(key);
      else expires.set(key, Math.floor(nowMs()) + Number(options[px + 1]));
      return OK;
    },
    UNLINK: (...keys) => keys.filter((key) => look(key) !== undefined && drop(key)).length,
    PTTL(key = "") {
      if (look(key) === undefined) return -2;
      const untilMs = expires.get(key);
      return untilMs === undefined ? -1 : untilMs - Math.floor(nowMs());
    },
    GETRANGE(key = "", from = "0", to = "-1") {
      const whole = text(key) ?? "";
      const end = Number(to) < 0 ? whole.length + Number(to) : Number(to);
      return whole.slice(Number(from), end + 1);
    },
    SETRANGE(key = "", from = "0", part = "") {
      const whole = (text(key) ?? "").padEnd(Number(from), "\0");
      const value = whole.slice(0, Number(from)) + part + whole.slice(Number(from) + part.length);
      values.set(key, { type: "string", value });
      return value.length;
    },
    HGET: (key = "", field = "") => of("hash", key)?.value.get(field) ?? null,
    HMGET: (key = "", ...fields) => fields.map((field) => of("hash", key)?.value.get(field) ?? null),
    HSET(key = "", ...pairs) {
      const fields = hash(key);
      let added = 0;
      for (let index = 0; index < pairs.length; index += 2) {
        if (!fields.has(pairs[index] ?? "")) added++;
        fields.set(pairs[index] ?? "", pairs[index + 1] ?? "");
      }
      return added;
    },
    HDEL(key = "", ...fields) {
      const found = of("hash", key)?.value;
      const removed = fields.filter((field) => found?.delete(field) === true).length;
      if (found?.size === 0) drop(key);
      return removed;
    },
    ZADD(key = "", score = "0", member = "") {
      const members = zset(key);
      const added = members.has(member) ? 0 : 1;
      members.set(member, Number(score));
      return added;
    },
    ZREM(key = "", ...gone) {
      const found = of("zset", key)?.value;
      const removed = gone.filter((member) => found?.delete(member) === true).length;
      if (found?.size === 0) drop(key);
      return removed;
    },
    ZCARD: (key = "") => of("zset", key)?.value.size ?? 0,
    ZSCORE(key = "", member = "") {
      const score = of("zset", key)?.value.get(member);
      return score === undefined ? null : String(score);
    },
    ZRANGEBYSCORE(key = "", from = "", to = "", ...options) {
      if (!from.startsWith("(") || to !== "+inf") throw new RedisError("ERR this range is not simulated");
      const least = Number(from.slice(1));
      let found = [...(of("zset", key)?.value ?? [])]
        .filter(([, score]) => score > least)
        .toSorted(([one, left], [other, right]) => left - right || (one < other ? -1 : 1));
      const words = options.map((word) => word.toUpperCase());
      const limit = words.indexOf("LIMIT");
      if (limit >= 0) {
        const offset = Number(options[limit + 1]);
        found = found.slice(offset, offset + Number(options[limit + 2]));
      }
      return words.includes("WITHSCORES")
        ? found.flatMap(([member, score]) => [member, String(score)])
        : found.map(([member]) => member);
    },
  };

  return {
    run(name, args) {
      const command = table[name.toUpperCase()];
      if (command === undefined) throw new RedisError(`ERR unknown command '${name}'`);
      return command(...args);
    },
  };
}
