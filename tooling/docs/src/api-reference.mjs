import { join, relative } from "node:path";
import { ROOT } from "@tagledger/ci/command";
import { publicPackages } from "@tagledger/release/public-packages";
import { Application, Converter, Logger, LogLevel } from "typedoc";

/** What is more than a message; each once, although it is found by validation and by writing. */
class Warnings extends Logger {
  /** @type {Set<string>} */
  found = new Set();

  /**
   * @override
   * @param {string} message
   * @param {LogLevel} level
   */
  log(message, level) {
    if (level >= LogLevel.Warn) this.found.add(message);
  }
}

/**
 * Writes the reference of every public entry point of every public package, from their doc comments.
 *
 * @param {string} out a folder, which is replaced.
 * @returns {Promise<{ entryPoints: string[], warnings: string[] }>} what was looked at, by the names one imports; and
 * what is wrong with it.
 */
export async function writeApiReference(out) {
  const entries = publicPackages().flatMap(entryPoints);
  const app = await Application.bootstrapWithPlugins({
    name: "tagledger",
    readme: "none",
    plugin: ["typedoc-plugin-markdown"],
    entryPoints: entries.map(({ source }) => source),
    tsconfig: join(import.meta.dirname, "../tsconfig.api.json"),
    // From package to package by the sources, so that links lead to what is documented.
    compilerOptions: { paths: Object.fromEntries(entries.map(({ specifier, source }) => [specifier, [source]])) },
    basePath: ROOT,
    displayBasePath: ROOT,
    out,
    disableSources: true,
    excludeInternal: true,
    hideGenerator: true,
    logLevel: LogLevel.Warn,
  });
  const logger = new Warnings();
  app.logger = logger;
  const names = new Map(entries.map(({ specifier, source }) => [moduleName(source), specifier]));
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.children ?? []) module.name = names.get(module.name) ?? module.name;
  });
  const project = await app.convert();
  if (project === undefined) throw new Error(`typedoc could not read the packages.\n${[...logger.found].join("\n")}`);
  app.validate(project);
  await app.generateOutputs(project);
  return { entryPoints: entries.map(({ specifier }) => specifier), warnings: [...logger.found] };
}

/**
 * @param {string} source
 * @returns {string} how typedoc calls what is in a file.
 */
function moduleName(source) {
  return relative(ROOT, source).replace(/(?:\/index)?\.ts$/, "");
}

/**
 * @param {import("@tagledger/release/public-packages").PublicPackage} aPackage
 * @returns {{ specifier: string, source: string }[]}
 */
function entryPoints({ name, directory, manifest }) {
  /** @type {Record<string, string | { types?: string }>} */
  const exported = manifest["exports"] ?? {};
  return Object.entries(exported).flatMap(([path, target]) => {
    if (typeof target === "string" || target.types === undefined) return [];
    const source = target.types.replace(/^\.\/dist\//, "src/").replace(/\.d\.ts$/, ".ts");
    return [{ specifier: join(name, path), source: join(directory, source) }];
  });
}
