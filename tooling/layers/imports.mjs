import { parseSync, Visitor } from "oxc-parser";

/**
 * Everything a file imports, for types or at run time: `import`, `export … from`, `import()`, `import("…").T`,
 * `require()` and `import x = require()`.
 *
 * @param {string} file its name tells the language.
 * @param {string} source
 * @returns {string[]} the specifiers, in order.
 * @throws when the file does not parse.
 */
export function importsOf(file, source) {
  const { program, errors } = parseSync(file, source);
  const [error] = errors;
  if (error) throw new Error(`${file} does not parse: ${error.message}`);

  /** @type {string[]} */
  const specifiers = [];
  /** @param {unknown} node */
  const add = (node) => {
    if (typeof node !== "object" || node === null || !("value" in node)) return;
    if (typeof node.value === "string") specifiers.push(node.value);
  };
  new Visitor({
    ImportDeclaration: (node) => add(node.source),
    ExportAllDeclaration: (node) => add(node.source),
    ExportNamedDeclaration: (node) => add(node.source),
    ImportExpression: (node) => add(node.source),
    TSImportType: (node) => add(node.source),
    TSExternalModuleReference: (node) => add(node.expression),
    CallExpression(node) {
      if (node.callee.type === "Identifier" && node.callee.name === "require") add(node.arguments[0]);
    },
  }).visit(program);
  return specifiers;
}
