import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Redis } from "ioredis";
import { createClient, RESP_TYPES } from "redis";

/**
 * What a store cannot be faster than: the same bytes over the same client, or from the same disk.
 *
 * @typedef {object} Raw
 * @property {string} name
 * @property {(key: string, value: Buffer) => Promise<unknown>} write
 * @property {(key: string) => Promise<Buffer | null>} read null when there is nothing
 * @property {string} pingName
 * @property {() => Promise<unknown>} ping the least that can be asked
 * @property {() => Promise<unknown>} close
 */

/**
 * @param {string} folder
 * @returns {Promise<Raw>}
 */
export async function rawFile(folder) {
  await mkdir(folder, { recursive: true });
  return {
    name: "readFile",
    write: (key, value) => writeFile(join(folder, key), value),
    read: (key) => readFile(join(folder, key)),
    pingName: "stat",
    ping: () => stat(folder),
    close: async () => {},
  };
}

/**
 * @param {"redis" | "ioredis"} library
 * @param {string} url
 * @returns {Promise<Raw>}
 */
export async function rawRedis(library, url) {
  if (library === "ioredis") {
    const client = new Redis(url);
    return {
      name: "GET",
      write: (key, value) => client.set(key, value),
      read: (key) => client.getBuffer(key),
      pingName: "PING",
      ping: () => client.ping(),
      close: () => client.quit(),
    };
  }
  const client = await createClient({ url }).connect();
  const buffers = client.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
  return {
    name: "GET",
    write: (key, value) => client.set(key, value),
    read: (key) => buffers.get(key),
    pingName: "PING",
    ping: () => client.ping(),
    close: () => client.close(),
  };
}
