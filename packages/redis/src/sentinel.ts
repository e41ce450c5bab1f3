import type { Argument, Reply } from "./connection.ts";
import type { Access, Address, ClientLibrary, Link } from "./link.ts";
import { within } from "./within.ts";

export interface SentinelTarget {
  readonly sentinels: readonly Address[];
  /** What the sentinels call the primary. */
  readonly name: string;
  /** How the sentinels let us in, which may differ from the servers. */
  readonly sentinelAccess: Access;
}

/**
 * Asks one sentinel after the other for the primary and connects to it.
 *
 * @throws when no sentinel knows a primary that says of itself that it is one
 * (https://redis.io/docs/latest/develop/reference/sentinel-clients/).
 */
export async function openPrimary(library: ClientLibrary, target: SentinelTarget, access: Access): Promise<Link> {
  let failure: unknown;
  for (const sentinel of target.sentinels) {
    try {
      return await openThrough(library, sentinel, target, access);
    } catch (error) {
      failure = error;
    }
  }
  const names = target.sentinels.map(({ host, port }) => `${host}:${port}`).join(", ");
  throw new Error(`No sentinel of ${names} leads to the primary ${JSON.stringify(target.name)}.`, { cause: failure });
}

async function openThrough(
  library: ClientLibrary,
  sentinel: Address,
  { name, sentinelAccess }: SentinelTarget,
  access: Access,
): Promise<Link> {
  const asked = await library.open(sentinel, sentinelAccess);
  let address: Address;
  try {
    const reply = await answerOf(asked, sentinelAccess, ["SENTINEL", "GET-MASTER-ADDR-BY-NAME", name]);
    if (!Array.isArray(reply)) throw new Error(`The sentinel knows no primary called ${JSON.stringify(name)}.`);
    address = { host: String(reply[0]), port: Number(reply[1]) };
  } finally {
    asked.destroy();
  }
  const link = await library.open(address, access);
  try {
    const role = await answerOf(link, access, ["ROLE"]);
    if (!Array.isArray(role) || String(role[0]) !== "master") {
      throw new Error(`${address.host}:${address.port} is not the primary yet.`);
    }
    return link;
  } catch (error) {
    link.destroy();
    throw error;
  }
}

/** A server that is frozen may be connected to, and never answers. */
function answerOf(link: Link, { connectTimeoutMs }: Access, command: readonly Argument[]): Promise<Reply> {
  const { host, port } = link.address;
  const message = `${host}:${port} did not answer within ${connectTimeoutMs} ms.`;
  return within(connectTimeoutMs, message, link.send(command), () => link.destroy());
}
