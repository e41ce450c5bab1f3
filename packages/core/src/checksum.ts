import * as zlib from "node:zlib";

/** CRC-32 (IEEE 802.3) of bytes, or of a string in UTF-8, continued from `seed`. */
export function crc32(bytes: Uint8Array | string, seed = 0): number {
  // That of Node.js forgets the seed for no bytes once somebody has looked at their `buffer`.
  return bytes.length === 0 ? seed : crc32Of(bytes, seed);
}

// Node.js has it since 20.15; our floor is the one of Next.js, 20.9.
const nodeCrc32: unknown = Reflect.get(zlib, "crc32");
const crc32Of = typeof nodeCrc32 === "function" ? (nodeCrc32 as typeof tableCrc32) : tableCrc32;

let table: Uint32Array | undefined;

function tableCrc32(data: Uint8Array | string, seed: number): number {
  const bytes = typeof data === "string" ? Buffer.from(data) : data;
  table ??= Uint32Array.from({ length: 256 }, (_, index) => {
    let value = index;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    return value;
  });
  let value = ~seed;
  for (const byte of bytes) value = (value >>> 8) ^ (table[(value ^ byte) & 0xff] as number);
  return ~value >>> 0;
}
