import { createHash } from "node:crypto";
import type { Random } from "@tagledger/core";
import { isAlive } from "./process-identity.ts";
import type { StoreTime } from "./store-time.ts";

/**
 * Names of files that are not finished. They say who writes them since when, so that what a dead process left behind
 * can be told from what a live one is writing. The dots keep them apart from entry keys.
 */
export interface TemporaryName {
  readonly boot: string;
  readonly startedAtMs: number;
  readonly pid: number;
}

const PATTERN = /^tmp\.([0-9a-f]{8})\.(\d+)\.(\d+)\.[0-9a-f]+$/;
const ABANDONED_AFTER_MS = 60_000;
/** A process of another container may look dead, and a recycled process id may look alive: this long nothing takes. */
const SURELY_ABANDONED_AFTER_MS = 3_600_000;

export function createTemporaryName(time: StoreTime, random: Random): string {
  return `tmp.${shortBoot(time)}.${Math.floor(time.nowMs())}.${process.pid}.${random.hex(8)}`;
}

export function parseTemporaryName(name: string): TemporaryName | undefined {
  const match = PATTERN.exec(name);
  if (match === null) return undefined;
  return { boot: match[1] as string, startedAtMs: Number(match[2]), pid: Number(match[3]) };
}

export function isAbandoned(name: TemporaryName, time: StoreTime): boolean {
  if (name.boot !== shortBoot(time)) return true;
  const ageMs = time.nowMs() - name.startedAtMs;
  if (ageMs > SURELY_ABANDONED_AFTER_MS) return true;
  return ageMs > ABANDONED_AFTER_MS && !isAlive(name.pid);
}

function shortBoot(time: StoreTime): string {
  return createHash("sha256").update(time.bootId()).digest("hex").slice(0, 8);
}
