import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { capture, ROOT } from "@tagledger/ci/command";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { manifestProblems } from "./manifest.mjs";

const TEST_FILE = /(?:^|\/)(?:__tests__|fixtures|test)\/|\.(?:test|spec)\.[cm]?[jt]sx?$|(?:^|\/)vitest\.config\./;

/**
 * @param {import("./pack.mjs").PackedPackage} packed
 * @param {string} into a folder for what is in the tarball.
 * @returns {Promise<string[]>} what is wrong with it; one line each.
 */
export async function tarballProblems({ tarball, manifest: { name, version } }, into) {
  const root = await unpack(tarball, into);
  const published = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const { buffer } = Uint8Array.from(readFileSync(tarball));
  const { messages } = await publint({ pack: { tarball: buffer }, strict: true });
  const attw = await capture(["attw", tarball, "--profile", "esm-only", "--format", "table-flipped", "--no-color"]);
  return [
    ...(published.name === name && published.version === version ? [] : [`it is not ${name}@${version}`]),
    ...manifestProblems(published),
    ...contentProblems(root, published),
    ...messages.map((message) => `publint: ${formatMessage(message, published, { color: false })}`),
    ...(attw.status === 0 ? [] : [`attw: ${attw.stdout || attw.stderr}`]),
  ];
}

/**
 * @param {string} tarball
 * @param {string} into
 * @returns {Promise<string>} the folder with the package in it.
 */
export async function unpack(tarball, into) {
  mkdirSync(into, { recursive: true });
  const { status, stderr } = await capture(["tar", "-xzf", tarball, "-C", into]);
  if (status !== 0) throw new Error(`${tarball} cannot be unpacked: ${stderr}`);
  return join(into, "package");
}

/**
 * @param {string} root of an unpacked package.
 * @param {Record<string, any>} manifest
 * @returns {string[]}
 */
export function contentProblems(root, manifest) {
  const files = filesOf(root);
  const problems = ["LICENSE", "README.md"].filter((file) => !files.includes(file)).map((file) => `${file} is missing`);
  for (const target of targetsOf(manifest)) {
    if (!existsSync(join(root, target))) problems.push(`package.json names ${target}, which is not there`);
  }
  for (const file of files) {
    if (TEST_FILE.test(file)) problems.push(`${file} belongs to the tests`);
    problems.push(...textProblems(root, file));
  }
  return problems;
}

/**
 * @param {string} root
 * @param {string} file
 * @returns {string[]}
 */
function textProblems(root, file) {
  const text = readFileSync(join(root, file), "utf8");
  const problems = text.includes(ROOT) ? [`${file} has a path of this machine in it: ${ROOT}`] : [];
  if (file.endsWith(".map")) {
    /** @type {{ sources: string[], sourceRoot?: string }} */
    const map = JSON.parse(text);
    for (const source of map.sources) {
      const path = resolve(root, file, "..", map.sourceRoot ?? "", source);
      const isInside = !relative(root, path).startsWith("..");
      if (!isInside || !existsSync(path)) problems.push(`${file} points to ${source}, which is not in the package`);
    }
  }
  const map = /^\/\/# sourceMappingURL=(\S+)$/m.exec(text)?.[1];
  if (map !== undefined && /\.[cm]?[jt]s$/.test(file) && !existsSync(resolve(root, file, "..", map))) {
    problems.push(`${file} names its map ${map}, which is not there`);
  }
  return problems;
}

/**
 * @param {Record<string, any>} manifest
 * @returns {string[]} every file that it names.
 */
function targetsOf({ exports, bin, main, types }) {
  /** @type {string[]} */
  const targets = [];
  const collect = (/** @type {unknown} */ value) => {
    if (typeof value === "string") targets.push(value);
    else for (const inner of Object.values(Object(value))) collect(inner);
  };
  collect([exports, bin, main, types]);
  return targets;
}

/**
 * @param {string} root
 * @returns {string[]} with `/`, on every system.
 */
export function filesOf(root) {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll("\\", "/"));
}
