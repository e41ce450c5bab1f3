import type { SeededRandom } from "../random.ts";
import type { Scheduler } from "../scheduler.ts";
import { createServerProcess, type ServerProcess } from "../stores/server.ts";
import { type Commands, createCommands, RedisError, type RedisReply } from "./commands.ts";
import type { Keyspace } from "./keyspace.ts";
import { type CompiledLua, compileLua } from "./lua-compiler.ts";
import { GLOBALS, sha1 } from "./lua-library.ts";
import { LuaTable, type LuaValue, toText } from "./lua-values.ts";

/** What tells a server from others, and from itself before. */
export interface Identity {
  readonly runId: string;
  readonly secondReplicationId: string;
  readonly secondOffset: number;
}

export interface RedisServer extends ServerProcess {
  readonly keyspace: Keyspace;
  readonly identity: Identity;
  /** It becomes a replica of another one, and keeps its connections. */
  demote(): void;
  /**
   * @param command with a character for each byte.
   * @throws RedisError.
   */
  execute(command: readonly string[]): RedisReply;
}

export interface RedisServerOptions {
  readonly scheduler: Scheduler;
  readonly keyspace: Keyspace;
  readonly identity: Identity;
  /** Milliseconds of its wall clock. */
  wallMs(): number;
}

export function newIdentity(random: SeededRandom, promoted = false): Identity {
  return {
    runId: random.hex(20),
    secondReplicationId: promoted ? random.hex(20) : "0".repeat(40),
    secondOffset: promoted ? random.below(1e6) : -1,
  };
}

/** Commands that a replica and a primary without its replicas refuse. */
const WRITES = new Set(["SET", "GETEX", "UNLINK", "EVAL", "EVALSHA"]);

const compiled = new Map<string, CompiledLua>();

export function createRedisServer({ scheduler, keyspace, identity, wallMs }: RedisServerOptions): RedisServer {
  const process = createServerProcess(scheduler);
  const scripts = new Map<string, CompiledLua>();
  let isReplica = false;
  const commands: Commands = createCommands({
    keyspace,
    nowMs: wallMs,
    info: () =>
      [
        `run_id:${identity.runId}`,
        `master_replid2:${identity.secondReplicationId}`,
        `second_repl_offset:${identity.secondOffset}`,
      ].join("\r\n"),
  });

  function evaluate(script: CompiledLua, [count = "0", ...rest]: readonly string[]): RedisReply {
    const keys = rest.slice(0, Number(count));
    const call: (...values: LuaValue[]) => LuaValue[] = (name, ...values) => [
      toLua(commands.run(toText(name), values.map(toText))),
    ];
    const redis = new LuaTable();
    redis.set("call", call);
    redis.set("pcall", (...values) => {
      try {
        return call(...values);
      } catch (error) {
        if (!(error instanceof RedisError)) throw error;
        return [failure(error.message)];
      }
    });
    redis.set("error_reply", (message) => [failure(toText(message))]);
    redis.set("sha1hex", (value) => [sha1(toText(value))]);
    const globals = {
      ...GLOBALS,
      redis,
      KEYS: LuaTable.from(keys),
      ARGV: LuaTable.from(rest.slice(Number(count))),
    };
    return toReply(script(globals)[0]);
  }

  function scriptOf(source: string): CompiledLua {
    const known = compiled.get(source) ?? compileLua(Buffer.from(source, "latin1").toString("utf8"));
    compiled.set(source, known);
    return known;
  }

  return {
    ...process,
    get up() {
      return process.up;
    },
    get frozen() {
      return process.frozen;
    },
    keyspace,
    identity,
    demote() {
      isReplica = true;
    },
    execute([name = "", ...args]) {
      if (isReplica && WRITES.has(name)) {
        throw new RedisError("READONLY You can't write against a read only replica.");
      }
      if (name === "EVAL") {
        const [source = "", ...rest] = args;
        const script = scriptOf(source);
        scripts.set(sha1(source), script);
        return evaluate(script, rest);
      }
      if (name === "EVALSHA") {
        const [sha = "", ...rest] = args;
        const script = scripts.get(sha);
        if (script === undefined) throw new RedisError("NOSCRIPT No matching script. Please use EVAL.");
        return evaluate(script, rest);
      }
      return commands.run(name, args);
    },
  };
}

function failure(message: string): LuaTable {
  const table = new LuaTable();
  table.set("err", message);
  return table;
}

function toLua(reply: RedisReply): LuaValue {
  if (reply === null) return false;
  if (typeof reply === "string" || typeof reply === "number") return reply;
  if ("ok" in reply) {
    const status = new LuaTable();
    status.set("ok", reply.ok);
    return status;
  }
  return LuaTable.from(reply.map(toLua));
}

function toReply(value: LuaValue): RedisReply {
  if (value === undefined || value === false) return null;
  if (value === true) return 1;
  if (typeof value === "number") return Math.trunc(value);
  if (typeof value === "string") return value;
  if (!(value instanceof LuaTable)) return null;
  const [error, ok] = [value.get("err"), value.get("ok")];
  if (error !== undefined) throw new RedisError(toText(error));
  if (ok !== undefined) return { ok: toText(ok) };
  return value.values().map(toReply);
}
