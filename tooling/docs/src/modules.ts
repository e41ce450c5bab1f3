import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ROOT } from "@tagledger/ci/command";
import { resourceModules } from "./kubernetes.ts";
import type { Block, Page } from "./page.ts";

/** Languages of blocks that are modules, with the extension of a file that has no name. */
export const MODULE_LANGUAGES: Readonly<Record<string, string>> = {
  ts: ".ts",
  tsx: ".tsx",
  js: ".js",
  mjs: ".mjs",
  cjs: ".cjs",
};

/** In this package, so that our packages and Next.js resolve. */
const RUN = join(import.meta.dirname, "..", ".run");
const NAME = /^\/\/ (?<name>[\w@()[\]./-]+\.(?:[cm]?js|tsx?))(?:$|[\s:,])/;
const DIAGNOSTIC = /^(?<file>\S.*?)\((?<line>\d+),\d+\): error \w+: (?<message>.*)$/;

interface Module {
  readonly block: Block;
  readonly content: string;
}

/** As an app of Next.js has them. */
const OPTIONS = {
  target: "es2023",
  lib: ["es2023", "dom", "dom.iterable", "dom.asynciterable"],
  module: "esnext",
  moduleResolution: "bundler",
  moduleDetection: "force",
  jsx: "react-jsx",
  strict: true,
  allowJs: true,
  checkJs: true,
  noEmit: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  types: ["node", "next"],
};

/**
 * Compiles every block that is a module, as an app of Next.js would be, against our built packages, and every resource
 * of Kubernetes. Blocks of one page that begin with their file name can import one another; where a name comes again,
 * another app begins.
 *
 * @returns what is wrong, by page, each with its line.
 */
export function moduleProblems(pages: readonly Page[]): Map<string, string[]> {
  mkdirSync(RUN, { recursive: true });
  const folder = mkdtempSync(join(RUN, "blocks-"));
  try {
    const files = new Map(pages.flatMap((page, index) => [...filesOf(page, String(index))]));
    for (const [name, { content }] of files) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({ compilerOptions: OPTIONS, files: [...files.keys()] }),
    );
    return byPage(compile(folder), files);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns what the compiler writes: a line for each problem, indented ones with details. */
function compile(folder: string): string[] {
  try {
    execFileSync(process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", folder, "--pretty", "false"], {
      cwd: folder,
      encoding: "utf8",
    });
    return [];
  } catch (error) {
    return (error as { stdout: string }).stdout.split("\n").filter((line) => line !== "");
  }
}

function byPage(output: readonly string[], files: ReadonlyMap<string, Module>): Map<string, string[]> {
  const problems = new Map<string, string[]>();
  for (const text of output) {
    const { file = "", line = "", message = "" } = DIAGNOSTIC.exec(text)?.groups ?? {};
    const block = files.get(file)?.block;
    if (block === undefined) {
      if (text.startsWith(" ")) continue;
      throw new Error(`The compiler has not looked at the blocks: ${text}`);
    }
    const problem = `${block.page}:${block.line + Number(line) - 1}: ${message}`;
    problems.set(block.page, [...(problems.get(block.page) ?? []), problem]);
  }
  return problems;
}

/** The modules of a page by the path at which the compiler finds them. */
function filesOf({ blocks }: Page, folder: string): Map<string, Module> {
  const files = new Map<string, Module>();
  let app = 0;
  for (const block of blocks) {
    if (block.notChecked !== undefined) continue;
    for (const { name, content } of modulesOf(block)) {
      const path = (): string => join(folder, String(app), name);
      if (files.has(path())) app++;
      files.set(path(), { block, content });
    }
  }
  return files;
}

function modulesOf(block: Block): { name: string; content: string }[] {
  const unnamed = `block-${block.line}`;
  if (block.language === "yaml") {
    return resourceModules(block.content).map((content, index) => ({ name: `${unnamed}-${index}.ts`, content }));
  }
  const extension = MODULE_LANGUAGES[block.language];
  if (extension === undefined) return [];
  return [{ name: fileName(block) ?? unnamed + extension, content: block.content }];
}

/** @returns the path in the first line of a block, such as `// app/page.tsx`; `undefined` without one. */
export function fileName({ content }: Block): string | undefined {
  return NAME.exec(content.slice(0, content.indexOf("\n")))?.groups?.["name"];
}
