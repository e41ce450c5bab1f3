/**
 * What every published manifest says, so that one import works the same from ESM, from a `next.config.ts` compiled to
 * CommonJS and for TypeScript.
 *
 * @param {Record<string, any>} manifest as published, that is after packing.
 * @returns {string[]}
 */
export function manifestProblems(manifest) {
  /** @type {string[]} */
  const problems = [];
  const expect = (/** @type {boolean} */ holds, /** @type {string} */ sentence) => {
    if (!holds) problems.push(`package.json: ${sentence}`);
  };
  expect(manifest["license"] === "MIT", `"license" must be "MIT"`);
  expect(manifest["type"] === "module", `"type" must be "module"`);
  expect(manifest["engines"]?.node === ">=20.9", `"engines.node" must be ">=20.9", the floor of Next.js 16`);
  expect(manifest["sideEffects"] !== undefined, `"sideEffects" must be given`);
  expect(typeof manifest["description"] === "string", `"description" must be given`);
  expect(Array.isArray(manifest["files"]) && manifest["files"].includes("dist"), `"files" must list "dist"`);
  expect(manifest["exports"]?.["./package.json"] === "./package.json", `"exports" must have "./package.json"`);

  for (const [path, target] of Object.entries(manifest["exports"] ?? {})) {
    if (path === "./package.json") continue;
    const conditions = Object.keys(Object(target));
    expect(conditions[0] === "types", `exports["${path}"] must have "types" first`);
    expect(conditions.at(-1) === "default", `exports["${path}"] must have "default" last`);
  }
  for (const field of ["dependencies", "peerDependencies", "optionalDependencies"]) {
    for (const [name, range] of Object.entries(manifest[field] ?? {})) {
      expect(!/^(?:workspace|catalog|link|file):/.test(String(range)), `${field}.${name} is not a range: ${range}`);
    }
  }
  return problems;
}
