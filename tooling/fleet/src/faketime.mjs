import { ensureTool } from "@tagledger/ci/ensure-tool";

/**
 * The environment that shifts the wall clock of a process. The monotonic clock and file times stay true: a machine
 * with a wrong clock has those right as well, and a shared disk has one time for everybody.
 *
 * @param {string} offset as libfaketime writes it: `+10m`, `-10m`
 * @returns {Promise<Record<string, string>>}
 */
export async function skew(offset) {
  return {
    LD_PRELOAD: await ensureTool("libfaketime"),
    FAKETIME: offset,
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
    DONT_FAKE_MONOTONIC: "1",
    NO_FAKE_STAT: "1",
  };
}
