import { TagledgerError } from "@tagledger/core/errors";
import type { Address } from "./link.ts";

/** What a URL says of where Redis is. */
export interface RedisTarget {
  readonly kind: "standalone" | "sentinel" | "cluster";
  /** One server, the sentinels, or some nodes of the cluster. */
  readonly nodes: readonly Address[];
  readonly tls: boolean;
  readonly username?: string;
  readonly password?: string;
  readonly database?: number;
  /** What the sentinels call the primary. */
  readonly name?: string;
}

const KINDS = { "": "standalone", "+sentinel": "sentinel", "+cluster": "cluster" } as const;
const DEFAULT_PORT = { standalone: 6379, sentinel: 26379, cluster: 6379 } as const;
const ENCODING = " (a / or @ in a password must be percent-encoded)";
const FORM = /^(redis|rediss)(|\+sentinel|\+cluster):\/\/(?:([^@/]*)@)?([^/?#]+)(?:\/([^?#]*))?$/;

/**
 * Reads where Redis is:
 *
 * - `redis://user:password@host:6379/0`
 * - `redis+sentinel://user:password@host:26379,host:26379/primary-name/0`
 * - `redis+cluster://user:password@host:6379,host:6379`
 *
 * each with `rediss` in place of `redis` for TLS. What is special in a URL is percent-encoded in names and passwords.
 *
 * @throws TL-CONFIG; the message has no password in it.
 */
export function parseRedisUrl(url: string): RedisTarget {
  const match = FORM.exec(url);
  if (match === null) throw invalid("it is none of redis://, rediss://, redis+sentinel://, redis+cluster://");
  const [, scheme, suffix, login, hosts = "", path = ""] = match;
  if (path.includes("@")) throw invalid(`there is an @ behind the servers${ENCODING}`);
  const kind = KINDS[suffix as keyof typeof KINDS];
  const nodes = hosts.split(",").map((host, index) => readAddress(host, index, DEFAULT_PORT[kind]));
  if (kind === "standalone" && nodes.length > 1) throw invalid("redis:// takes one server; say redis+cluster://");
  const parts = path.split("/").filter((part) => part !== "");
  const name = kind === "sentinel" ? decode(parts.shift()) : undefined;
  if (kind === "sentinel" && name === undefined)
    throw invalid("the name of the primary is missing behind the sentinels");
  const database = readDatabase(parts);
  if (kind === "cluster" && database !== undefined && database > 0) throw invalid("a cluster has only database 0");
  const { username, password } = readLogin(login);
  return {
    kind,
    nodes,
    tls: scheme === "rediss",
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(database !== undefined && { database }),
    ...(name !== undefined && { name }),
  };
}

/** @returns the URL without its password. */
export function describeTarget({ kind, nodes, tls, username, password, database, name }: RedisTarget): string {
  const suffix = { standalone: "", sentinel: "+sentinel", cluster: "+cluster" }[kind];
  const login = username === undefined && password === undefined ? "" : `${username ?? ""}${password ? ":***" : ""}@`;
  const hosts = nodes.map(({ host, port }) => `${host.includes(":") ? `[${host}]` : host}:${port}`).join(",");
  const path = [name, database].filter((part) => part !== undefined).map((part) => `/${part}`);
  return `${tls ? "rediss" : "redis"}${suffix}://${login}${hosts}${path.join("")}`;
}

/** The message does not repeat the host: where a `/` or `@` of the password is not encoded, that is a part of it. */
function readAddress(host: string, index: number, defaultPort: number): Address {
  const match = /^(\[[0-9a-fA-F:.]+\]|[^:@[\]]+)(?::(\d{1,5}))?$/.exec(host);
  const port = match?.[2] === undefined ? defaultPort : Number(match[2]);
  if (match === null || port < 1 || port > 65_535) {
    throw invalid(`server ${index + 1} is not a host with a port${ENCODING}`);
  }
  return { host: (match[1] as string).replace(/^\[|\]$/g, ""), port };
}

function readLogin(login: string | undefined): { username?: string; password?: string } {
  if (login === undefined || login === "") return {};
  const colon = login.indexOf(":");
  const username = decode(colon === -1 ? login : login.slice(0, colon));
  const password = colon === -1 ? undefined : decode(login.slice(colon + 1));
  return { ...(username !== undefined && { username }), ...(password !== undefined && { password }) };
}

function readDatabase(parts: readonly string[]): number | undefined {
  const [database, ...rest] = parts;
  if (database === undefined) return undefined;
  if (rest.length > 0 || !/^\d{1,5}$/.test(database)) throw invalid("the path is not the number of a database");
  return Number(database);
}

/** @returns `undefined` for nothing. */
function decode(text: string | undefined): string | undefined {
  if (text === undefined || text === "") return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid("a % in it is not followed by two hexadecimal digits");
  }
}

function invalid(reason: string): TagledgerError {
  return new TagledgerError("TL-CONFIG", `The URL of Redis cannot be used: ${reason}.`);
}
