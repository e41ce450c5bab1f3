import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { ROOT } from "@tagledger/ci/command";
import { type Page, parsePage } from "./page.ts";

/** Written by a program: `pnpm bench` and `pnpm docs:api`. */
const GENERATED = /^docs\/(?:api\/|benchmarks\/(?!notes\.md$))/;

/** Every page that people read: those of the root, the READMEs of the packages, and `docs`. Found, not listed. */
export function readPages(): Page[] {
  return pagePaths().map((path) => parsePage(path, readFileSync(join(ROOT, path), "utf8")));
}

function pagePaths(): string[] {
  const ofRoot = readdirSync(ROOT).filter((name) => name.endsWith(".md"));
  const ofPackages = readdirSync(join(ROOT, "packages"))
    .map((name) => join("packages", name, "README.md"))
    .filter((path) => existsSync(join(ROOT, path)));
  const ofDocs = readdirSync(join(ROOT, "docs"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".md"))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .filter((path) => !GENERATED.test(path));
  return [...ofRoot, ...ofPackages, ...ofDocs].toSorted();
}
