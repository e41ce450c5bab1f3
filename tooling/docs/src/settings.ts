import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "@tagledger/ci/command";
import type { Page } from "./page.ts";

/** Where a name stands alone in quotes the code reads it; elsewhere it is part of a sentence. */
const READ = /["']((?:TAGLEDGER|NEXT)_[A-Z0-9_]+)["']|\benv\.((?:TAGLEDGER|NEXT)_[A-Z0-9_]+)/g;
const NAMED = /\b(?:TAGLEDGER|NEXT)_[A-Z0-9_]*[A-Z0-9]\b/g;
const SOURCE = /(?<!\.test)\.(?:[cm]?js|tsx?)$/;

/** @returns the variables that published code of ours reads. */
export function settingsOfPackages(): Set<string> {
  return variablesIn(["packages"], /\/(?:test|fixtures|dist|node_modules|bench)\//);
}

/** @returns the variables that anything in the repository reads, tools and tests included. */
export function variablesOfRepository(): Set<string> {
  return variablesIn(["packages", "tooling", "apps"], /\/(?:dist|node_modules|\.[\w-]+)\//);
}

/** @returns the variables that the installed Next.js reads. */
export function variablesOfNext(): Set<string> {
  const dist = join(import.meta.dirname, "..", "node_modules/next/dist");
  return union(["build", "server", "lib", "shared"].map((folder) => variablesUnder(join(dist, folder))));
}

function variablesIn(folders: readonly string[], without: RegExp): Set<string> {
  return union(folders.map((folder) => variablesUnder(join(ROOT, folder), without)));
}

function union(sets: readonly Set<string>[]): Set<string> {
  return new Set(sets.flatMap((set) => Array.from(set)));
}

function variablesUnder(folder: string, without?: RegExp): Set<string> {
  const found = new Set<string>();
  const walk = (inside: string): void => {
    if (without?.test(`${inside.slice(ROOT.length - 1)}/`)) return;
    for (const entry of readdirSync(inside, { withFileTypes: true })) {
      const path = join(inside, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile() && SOURCE.test(entry.name)) {
        for (const [, quoted, member] of readFileSync(path, "utf8").matchAll(READ)) found.add(quoted ?? member ?? "");
      }
    }
  };
  walk(folder);
  return found;
}

/** @returns the tables of settings that document each variable: those with `variable` over the first column. */
export function documentedSettings(pages: readonly Page[]): Map<string, string[]> {
  const documented = new Map<string, string[]>();
  for (const { path, tables } of pages) {
    for (const [heading, ...rows] of tables) {
      if (heading?.[0] !== "variable") continue;
      for (const [name = ""] of rows) documented.set(name, [...(documented.get(name) ?? []), path]);
    }
  }
  return documented;
}

/** @returns every variable that a page names. */
export function namedVariables({ text }: Page): string[] {
  return [...new Set(Array.from(text.matchAll(NAMED), ([name]) => name))].toSorted();
}
