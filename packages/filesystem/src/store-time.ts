import { readFileSync } from "node:fs";
import { uptime } from "node:os";

/** The clock that orders nothing but lets every process of one host agree on ages and deadlines. */
export interface StoreTime {
  /** Milliseconds since the host started. Comparable between processes, as long as `bootId` is the same. */
  nowMs(): number;
  /** Names one run of the host's kernel. */
  bootId(): string;
}

let bootId: string | undefined;

function readBootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
  } catch {
    // Other systems do not tell. There a restart is noticed only when the time since it runs backwards.
    return `unknown-${process.platform}`;
  }
}

/**
 * The kernel's clock. It does not come from `clock_gettime` (libuv reads /proc/uptime first), so that a process whose
 * wall clock or monotonic clock is skewed or faked still agrees with the others, and it goes on while the host sleeps.
 */
export const hostTime: StoreTime = {
  nowMs: () => Math.round(uptime() * 1000),
  bootId: () => (bootId ??= readBootId()),
};
