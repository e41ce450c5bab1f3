import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureTool } from "@tagledger/ci/ensure-tool";

/**
 * What a server under controlled time must be told besides: it measures the silence of its peers with the wall clock,
 * and after a jump everybody was silent for long. Redis multiplies this by 1000 in an `int`, hence no more than 24 days.
 */
export const PATIENT_REPLICATION = { "repl-timeout": "2000000" };

/** The same for the nodes of a cluster, in milliseconds: ten years. */
export const PATIENT_NODE_TIMEOUT_MS = 315_360_000_000;

/**
 * Wall-clock time of servers that a test owns. Any number of servers may share it. The monotonic clock stays true:
 * the server times its own work by that.
 */
export async function createTimeOffset() {
  // The server has threads; the variant for those lies next to the plain one.
  const library = (await ensureTool("libfaketime")).replace("libfaketime.so", "libfaketimeMT.so");
  const folder = mkdtempSync(join(tmpdir(), "tagledger-time-"));
  const file = join(folder, "offset");
  let passedMs = 0;

  /**
   * Lets the clocks say that much more than the truth. In force when this returns.
   *
   * @param {number} ms
   */
  function set(ms) {
    const sign = ms < 0 ? "-" : "+";
    // By rename: libfaketime reads the file at each look at the clock and must never see it empty.
    writeFileSync(`${file}.next`, `${sign}${(Math.abs(ms) / 1000).toFixed(3)}`);
    renameSync(`${file}.next`, file);
    passedMs = ms;
  }

  set(0);
  return {
    file,
    /** @type {Readonly<Record<string, string>>} */
    environment: {
      // jemalloc looks at the clock while it starts and libfaketime allocates while it starts, which never ends; so the
      // allocator of libc goes first.
      LD_PRELOAD: `${library} libc.so.6`,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: "1",
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
      DONT_FAKE_MONOTONIC: "1",
      FAKETIME_DISABLE_SHM: "1",
      NO_FAKE_STAT: "1",
    },
    get passedMs() {
      return passedMs;
    },
    set,
    /** @param {number} ms on top of what has passed */
    advance: (ms) => set(passedMs + ms),
    /** Servers that still run are back at the true time. */
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** @typedef {Awaited<ReturnType<typeof createTimeOffset>>} TimeOffset */

/**
 * Older libfaketime leaves its shared memory behind when the process is killed.
 *
 * @param {number | undefined} pid
 */
export function forgetShared(pid) {
  if (pid === undefined || process.platform !== "linux") return;
  for (const name of [`faketime_shm_${pid}`, `sem.faketime_sem_${pid}`])
    rmSync(join("/dev/shm", name), { force: true });
}
