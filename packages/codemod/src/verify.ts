import { stripVTControlCharacters } from "node:util";
import { parseSync } from "@swc/core";
import { isJsx } from "./parse.ts";

/** @returns why a second parser, the one Next.js compiles with, does not accept the text; `undefined` when it does. */
export function syntaxError(path: string, text: string): string | undefined {
  if (path.endsWith(".json")) return jsonError(text);
  try {
    parseSync(text, { syntax: "typescript", tsx: isJsx(path), decorators: true, target: "esnext" });
    return undefined;
  } catch (error) {
    return firstLine(error);
  }
}

function jsonError(text: string): string | undefined {
  try {
    JSON.parse(text.replace(/^\uFEFF/, ""));
    return undefined;
  } catch (error) {
    return firstLine(error);
  }
}

export function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const lines = stripVTControlCharacters(message)
    .split("\n")
    .map((line) => line.trim());
  return lines.find((line) => line !== "") ?? "unknown error";
}
