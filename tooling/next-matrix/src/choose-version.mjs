import { capture } from "@tagledger/ci/command";

/** What `pnpm test` runs: the latest patch of the oldest minor version that is supported. */
export const OLDEST = "16.0.11";

/**
 * @param {string} wanted `16.2`, `16.2.3`, or `canary` for the newest one.
 * @returns {Promise<string>} the newest version that the npm registry has of it.
 */
export async function chooseVersion(wanted) {
  if (/^\d+\.\d+\.\d/.test(wanted)) return wanted;
  const { status, stdout, stderr } = await capture(["npm", "view", "next", "versions", "--json", "--loglevel=error"]);
  if (status !== 0) throw new Error(`npm cannot list the versions of next: ${stderr}`);
  const chosen = newest(JSON.parse(stdout), wanted);
  if (chosen === undefined)
    throw new Error(`There is no next@${wanted}. Give a version such as 16.2, 16.2.3 or canary.`);
  return chosen;
}

/**
 * @param {readonly string[]} versions
 * @param {string} wanted
 * @returns {string | undefined}
 */
export function newest(versions, wanted) {
  const candidates = versions.filter((version) =>
    wanted === "canary" ? version.includes("-canary.") : version.startsWith(`${wanted}.`) && !version.includes("-"),
  );
  return candidates.toSorted((left, right) => compare(parts(left), parts(right))).at(-1);
}

/** @param {string} version */
function parts(version) {
  return version.split(/\D+/).map(Number);
}

/**
 * @param {readonly number[]} left
 * @param {readonly number[]} right
 */
function compare(left, right) {
  for (const [index, number] of left.entries()) {
    const difference = number - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
