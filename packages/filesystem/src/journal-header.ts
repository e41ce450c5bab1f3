import type { BigIntStats } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { decodeLine, encodePaddedLine, type HeaderBody } from "./journal-record.ts";
import type { StoreTime } from "./store-time.ts";

/** A header has a fixed width: it is written last, when everything behind it is known. */
export const HEADER_BYTES = 1024;

export function encodeHeader(header: HeaderBody, nonce: string): string {
  return `${encodePaddedLine(header, nonce, HEADER_BYTES - 1)}\n`;
}

export function decodeHeader(text: string): HeaderBody | undefined {
  if (text.length !== HEADER_BYTES || !text.endsWith("\n")) return undefined;
  const record = decodeLine(text.slice(0, -1));
  return typeof record === "object" && record.body?.kind === "header" ? record.body : undefined;
}

/**
 * Whether the header was written into this very file during this run of the host. If not, the directory was copied,
 * restored or is as old as the last shutdown, and records that were acknowledged may be missing.
 */
export function isAtHome(header: HeaderBody, stat: BigIntStats, time: StoreTime): boolean {
  if (header.bootId !== time.bootId() || header.atMs > time.nowMs()) return false;
  const [dev, ino, birth] = header.file.split(":");
  // A new file can get the inode number of one that was just removed, so the moment of its birth counts as well.
  return dev === String(stat.dev) && ino === String(stat.ino) && (birth === "0" || birth === String(stat.birthtimeNs));
}

/** What distinguishes this file from each copy of it. */
export async function identify(handle: FileHandle): Promise<string> {
  const first = await handle.stat({ bigint: true });
  let latest = first;
  // Where the kernel does not tell when a file was born, the time of its last change is reported in place of it. To
  // see the difference the file must change, at a moment that the kernel's clock tells from the first.
  for (let attempt = 0; attempt < 20 && latest.ctimeNs === first.ctimeNs; attempt++) {
    if (attempt > 0) await sleep(1);
    await handle.utimes(1, 1);
    latest = await handle.stat({ bigint: true });
  }
  const isKnown = latest.birthtimeNs === first.birthtimeNs && latest.birthtimeNs !== latest.ctimeNs;
  return `${latest.dev}:${latest.ino}:${isKnown ? latest.birthtimeNs : 0n}`;
}
