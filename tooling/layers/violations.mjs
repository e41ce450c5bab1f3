import { isBuiltin } from "node:module";
import { posix } from "node:path";
import { findCycles } from "./cycles.mjs";

/**
 * @typedef {import("./workspace.mjs").Package} Package
 * @typedef {import("./rules.mjs").Rules} Rules
 */

const TABLE = "tooling/layers/rules.mjs";
const EXTENSIONS = [".ts", ".tsx", ".mts", ".mjs", ".js", ".jsx", "/index.ts", "/index.tsx"];

/**
 * @param {readonly Package[]} packages
 * @param {Rules} rules
 * @returns {string[]} one sentence for each import that points the wrong way.
 */
export function findViolations(packages, rules) {
  const ours = new Map(packages.map((each) => [each.manifest.name, each]));
  return packages.flatMap((each) => [
    ...forbiddenPackages(each, ours, rules),
    ...undeclaredPackages(each),
    ...brokenRanks(each, rules),
    ...importsOfNext(each, rules),
    ...findCycles(importGraph(each)).map((files) => `${each.directory}: import cycle: ${files.join(", ")}`),
  ]);
}

/**
 * @param {Package} each
 * @param {ReadonlyMap<string, Package>} ours
 * @param {Rules} rules
 * @returns {string[]}
 */
function forbiddenPackages(each, ours, rules) {
  const { name } = each.manifest;
  const area = each.directory.split("/", 1)[0];
  // Scaffolding may use everything.
  if (area === "tooling") return [];
  const allowed = area === "apps" ? rules.apps : rules.packages[name];
  if (allowed === undefined) return [`${each.directory}: ${name} is not in the table of packages in ${TABLE}`];

  const violations = [];
  for (const target of Object.keys({ ...each.manifest.dependencies, ...each.manifest.peerDependencies })) {
    if (ours.has(target) && !allowed.includes(target))
      violations.push(`${each.directory}: may not depend on ${target}`);
  }
  for (const { file, specifier } of allImports(each)) {
    if (isRelative(specifier)) {
      if (resolve(file, specifier).startsWith("../")) {
        violations.push(`${each.directory}/${file}: ${specifier} reaches into another package`);
      }
      continue;
    }
    const target = ours.get(packageOf(specifier));
    if (target === undefined || allowed.includes(target.manifest.name)) continue;
    const inTest = isTest(file) && (target === each || rules.inTests[name]?.includes(target.manifest.name));
    const outsideSource = !file.startsWith("src/") && isTest(file) && target.directory.startsWith("tooling/");
    if (!inTest && !outsideSource) violations.push(`${each.directory}/${file}: may not import ${specifier}`);
  }
  return violations;
}

/**
 * What is published imports only what it declares for its users.
 *
 * @param {Package} each
 * @returns {string[]}
 */
function undeclaredPackages(each) {
  if (!each.directory.startsWith("packages/")) return [];
  const declared = { ...each.manifest.dependencies, ...each.manifest.peerDependencies };
  return allImports(each)
    .filter(({ file, specifier }) => file.startsWith("src/") && !isTest(file) && !isRelative(specifier))
    .filter(({ specifier }) => !isBuiltin(specifier) && !Object.hasOwn(declared, packageOf(specifier)))
    .filter(({ specifier }) => packageOf(specifier) !== each.manifest.name)
    .map(({ file, specifier }) => `${each.directory}/${file}: ${specifier} is not in dependencies or peerDependencies`);
}

/**
 * @param {Package} each
 * @param {Rules} rules
 * @returns {string[]}
 */
function brokenRanks(each, rules) {
  const ranks = rules.ranks[each.manifest.name];
  if (ranks === undefined) return [];
  const rankOf = (/** @type {string} */ file) => {
    const noun = /^src\/(.+)\.ts$/.exec(file)?.[1] ?? file;
    return ranks.findIndex((nouns) => nouns.includes(noun));
  };

  const violations = [];
  for (const [file, targets] of importGraph(each)) {
    if (!file.startsWith("src/") || isTest(file)) continue;
    const rank = rankOf(file);
    if (rank === -1) {
      violations.push(`${each.directory}/${file}: has no rank; add it to the table of ranks in ${TABLE}`);
      continue;
    }
    for (const target of targets) {
      // A target without a rank is reported on its own.
      if (rankOf(target) !== -1 && rankOf(target) < rank) {
        violations.push(`${each.directory}/${file}: may not import ${target}, which has a higher rank in ${TABLE}`);
      }
    }
  }
  return violations;
}

/**
 * @param {Package} each
 * @param {Rules} rules
 * @returns {string[]}
 */
function importsOfNext(each, rules) {
  const importers = rules.nextImporters[each.manifest.name];
  if (importers === undefined) return [];
  return allImports(each)
    .filter(({ file, specifier }) => packageOf(specifier) === "next" && !isTest(file) && !importers.includes(file))
    .map(({ file, specifier }) => `${each.directory}/${file}: only ${importers.join(", ")} may import ${specifier}`);
}

/**
 * @param {Package} each
 * @returns {Map<string, string[]>} from each file to the files of the package that it imports.
 */
function importGraph(each) {
  const graph = new Map();
  for (const [file, specifiers] of each.files) {
    graph.set(file, [
      ...new Set(
        specifiers.filter(isRelative).flatMap((specifier) => {
          const path = resolve(file, specifier);
          const candidates = [path, ...EXTENSIONS.map((extension) => path.replace(/\.[cm]?jsx?$/, "") + extension)];
          return candidates.find((candidate) => each.files.has(candidate)) ?? [];
        }),
      ),
    ]);
  }
  return graph;
}

/** @param {Package} each */
function allImports(each) {
  return [...each.files].flatMap(([file, specifiers]) => specifiers.map((specifier) => ({ file, specifier })));
}

/** @param {string} specifier */
function isRelative(specifier) {
  return /^\.\.?(?:\/|$)/.test(specifier);
}

/** @param {string} file */
function isTest(file) {
  return /\.test\.[cm]?[jt]sx?$/.test(file) || file.startsWith("test/");
}

/** @param {string} specifier */
function packageOf(specifier) {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

/**
 * @param {string} file
 * @param {string} specifier
 */
function resolve(file, specifier) {
  return posix.join(posix.dirname(file), specifier);
}
