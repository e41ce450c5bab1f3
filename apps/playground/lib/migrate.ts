import { migrateText } from "@tagledger/codemod";
import { structuredPatch } from "diff";
import { type DiffLine, longestText, type Migration } from "./migration";

/** The app that the pasted file is taken to belong to. */
const around = {
  "package.json": JSON.stringify({ dependencies: { next: "16.4.6" } }),
  "next.config.js": "module.exports = { cacheComponents: true };\n",
};

/** Runs the whole migration on one file, in memory. */
export function migrate(path: string, text: string): Migration {
  const refused = (problem: string): Migration => ({ path, text, diff: [], findings: [], problem });
  if (text.length > longestText) return refused(`That is more than ${longestText} characters; paste a part.`);
  if (!/^[\w./@()[\] -]{1,200}\.[cm]?[jt]sx?$/.test(path) || path.includes("..")) {
    return refused("The path is one of a source file in the app, such as app/page.tsx.");
  }
  const result = migrateText({ path, text, transform: "next-16-cache", options: { mark: "todo" }, around });
  if (result === undefined) return refused("This codemod knows no such migration.");
  if (result.failure !== undefined) return refused(result.failure);
  return { path, text, diff: linesOf(path, text, result.after), findings: result.findings };
}

function linesOf(path: string, before: string, after: string): readonly DiffLine[] {
  const { hunks } = structuredPatch(path, path, before, after, undefined, undefined, { context: 3 });
  return hunks.flatMap(({ oldStart, newStart, lines }) =>
    [{ sign: "@" as const, text: `line ${oldStart} → ${newStart}` } as DiffLine].concat(
      lines.map((line): DiffLine => ({ sign: signOf(line), text: line.slice(1) })),
    ),
  );
}

function signOf(line: string): DiffLine["sign"] {
  return line.startsWith("+") ? "+" : line.startsWith("-") ? "-" : " ";
}
