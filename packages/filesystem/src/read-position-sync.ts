import { closeSync, fstatSync, openSync, readdirSync, readSync } from "node:fs";
import type { Position } from "@tagledger/core/store";
import { currentNumber } from "./current-journal.ts";
import { errorCode, READ_FLAGS } from "./disk.ts";
import { decodeHeader, HEADER_BYTES, isAtHome } from "./journal-header.ts";
import { decodeLine } from "./journal-record.ts";
import { createLayout, journalNumber } from "./path.ts";
import { hostTime, type StoreTime } from "./store-time.ts";

/**
 * Reads where the ledger is, without a store and without changing anything: for the start of a build, where nothing can
 * be awaited yet.
 *
 * @returns `undefined` when there is no ledger, or a store would have to renew it first.
 * @throws the error of the system call when the directory cannot be read.
 */
export function readPositionSync(
  options: { readonly directory: string; readonly namespace: string },
  time: StoreTime = hostTime,
): Position | undefined {
  const layout = createLayout(options.directory, options.namespace);
  let descriptor: number | undefined;
  try {
    const numbers = readdirSync(layout.ledger).flatMap((name) => journalNumber(name) ?? []);
    const number = currentNumber(numbers.toSorted((a, b) => a - b));
    if (number === undefined) return undefined;
    descriptor = openSync(layout.journal(number), READ_FLAGS);
    return positionIn(descriptor, time);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function positionIn(descriptor: number, time: StoreTime): Position | undefined {
  const stat = fstatSync(descriptor, { bigint: true });
  const size = Number(stat.size);
  const header = decodeHeader(readText(descriptor, 0, HEADER_BYTES));
  if (header === undefined || !isAtHome(header, stat, time) || size < header.eventsOffset) return undefined;
  let position: Position = { epoch: header.epoch, ...header.from };
  let end = header.eventsOffset;
  // The last part is a line that is not finished, or empty.
  for (const line of readText(descriptor, end, size - end)
    .split("\n")
    .slice(0, -1)) {
    end += line.length + 1;
    const record = line === "" ? "torn" : decodeLine(line);
    if (record === "damaged") return undefined;
    if (record === "torn") continue;
    if (record.body?.kind === "seal") break;
    position = { epoch: header.epoch, seq: header.base + end, nonce: record.nonce };
  }
  return position;
}

function readText(descriptor: number, start: number, length: number): string {
  const bytes = Buffer.alloc(length);
  let read = 0;
  while (read < length) {
    const count = readSync(descriptor, bytes, read, length - read, start + read);
    if (count === 0) break;
    read += count;
  }
  return bytes.toString("latin1", 0, read);
}
