import { join } from "node:path";
import ts from "typescript-api";

/** What `.d.ts` files are read with; TypeScript 7 has no such interface yet. */
const OPTIONS = {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  target: ts.ScriptTarget.ES2023,
  skipLibCheck: true,
  types: ["node"],
};

const printer = ts.createPrinter({ removeComments: true });

/**
 * Everything that users of a package can see, as text: each export of each entry with its type, and the types that these
 * mention without exporting them. Comments are left out; a difference is a difference of the interface.
 *
 * @param {import("./public-packages.mjs").PublicPackage} publicPackage built.
 * @returns {string}
 */
export function surfaceOf({ name, directory, manifest }) {
  const entries = Object.entries(manifest["exports"]).flatMap(([path, target]) =>
    typeof target === "object" && target.types !== undefined ? [{ path, file: join(directory, target.types) }] : [],
  );
  const program = ts.createProgram({ rootNames: entries.map(({ file }) => file), options: OPTIONS });
  const checker = program.getTypeChecker();
  /** @type {Set<ts.Symbol>} */
  const shown = new Set();
  const sections = entries.map(({ path, file }) => {
    const module = checker.getSymbolAtLocation(sourceFile(program, file));
    if (module === undefined) throw new Error(`${file} exports nothing`);
    const lines = sorted(checker.getExportsOfModule(module), (one) => one.name).map((exported) => {
      const symbol = resolved(checker, exported);
      const isRepeated = shown.has(symbol);
      shown.add(symbol);
      return isRepeated ? `${exported.name} (above)` : textOf(symbol, exported.name);
    });
    return `# ${join(name, path)}\n\n${lines.join("\n\n")}`;
  });
  const inside = sorted(mentioned(checker, program, shown, directory), (one) => one.name);
  const hidden = inside.map((symbol) => textOf(symbol, symbol.name));
  return `${[...sections, ...(hidden.length > 0 ? [`# mentioned, and not exported\n\n${hidden.join("\n\n")}`] : [])].join("\n\n\n")}\n`;
}

/**
 * @param {ts.Program} program
 * @param {string} file
 */
function sourceFile(program, file) {
  const found = program.getSourceFile(file);
  if (found === undefined) throw new Error(`${file} is not there: build the package first`);
  return found;
}

/**
 * @param {ts.TypeChecker} checker
 * @param {ts.Symbol} symbol
 */
function resolved(checker, symbol) {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/**
 * @param {ts.Symbol} symbol
 * @param {string} name under which it is exported.
 */
function textOf(symbol, name) {
  const texts = (symbol.declarations ?? []).map((declaration) => {
    // What is declared as a variable or a default export says its type one level further up.
    const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
    return printer.printNode(ts.EmitHint.Unspecified, statement, declaration.getSourceFile());
  });
  const text = texts.join("\n").replaceAll(/^(?:export )?(?:declare )?/gm, "");
  return symbol.name === name ? text : `${name} is ${text}`;
}

/**
 * @param {ts.TypeChecker} checker
 * @param {ts.Program} program
 * @param {ReadonlySet<ts.Symbol>} shown
 * @param {string} directory of the package.
 * @returns {ts.Symbol[]} what its declarations refer to within the package, over any number of steps.
 */
function mentioned(checker, program, shown, directory) {
  const known = new Set(shown);
  const open = [...shown];
  const dist = join(directory, "dist");
  for (let symbol = open.pop(); symbol !== undefined; symbol = open.pop()) {
    for (const declaration of symbol.declarations ?? []) {
      const visit = (/** @type {ts.Node} */ node) => {
        const found = ts.isIdentifier(node) ? checker.getSymbolAtLocation(node) : undefined;
        const target = found && resolved(checker, found);
        if (target !== undefined && !known.has(target) && isTopLevel(target, dist)) {
          known.add(target);
          open.push(target);
        }
        ts.forEachChild(node, visit);
      };
      visit(declaration);
    }
  }
  return [...known].filter((symbol) => !shown.has(symbol));
}

/**
 * @param {ts.Symbol} symbol
 * @param {string} dist
 */
function isTopLevel(symbol, dist) {
  return (symbol.declarations ?? []).some((declaration) => {
    const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
    return ts.isSourceFile(statement.parent) && statement.getSourceFile().fileName.startsWith(dist);
  });
}

/**
 * @template Item
 * @param {readonly Item[]} items
 * @param {(item: Item) => string} by
 */
function sorted(items, by) {
  return items.toSorted((left, right) => (by(left) < by(right) ? -1 : by(left) > by(right) ? 1 : 0));
}
