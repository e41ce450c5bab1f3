import { capture, PNPM } from "@tagledger/ci/command";
import { publicPackages } from "./public-packages.mjs";

/** @typedef {import("./public-packages.mjs").PublicPackage & { tarball: string }} PackedPackage */

/**
 * Packs every public package as it would be published. They must be built.
 *
 * @param {string} destination an existing folder.
 * @returns {Promise<PackedPackage[]>}
 */
export async function packAll(destination) {
  /** @type {PackedPackage[]} */
  const packed = [];
  for (const one of publicPackages()) packed.push({ ...one, tarball: await pack(one.directory, destination) });
  return packed;
}

/**
 * Packs with pnpm, which turns `workspace:` and `catalog:` ranges into real ones.
 *
 * @param {string} directory
 * @param {string} destination
 * @returns {Promise<string>} the path of the tarball.
 */
async function pack(directory, destination) {
  const { status, stdout, stderr } = await capture([
    ...PNPM,
    "--dir",
    directory,
    "pack",
    "--json",
    "--pack-destination",
    destination,
  ]);
  if (status !== 0) throw new Error(`pnpm pack failed in ${directory}: ${stderr || stdout}`);
  return JSON.parse(stdout).filename;
}
