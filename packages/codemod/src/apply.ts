import { applyEdits, type Edit } from "./edits.ts";
import { mayPassOn, passesOn } from "./passes-on.ts";
import { createSourceFile } from "./source-file.ts";
import type { Context, Finding, Transform } from "./transform.ts";
import { firstLine, syntaxError } from "./verify.ts";

/** What one transform made of one text. */
export interface Applied {
  readonly text: string;
  readonly edits: readonly Edit[];
  readonly findings: readonly Finding[];
  /** Why nothing was done. The text is then the one that was given, and there are no findings. */
  readonly failure?: string | undefined;
}

/**
 * Applies a transform to a text, and believes it only when the result parses and the transform has nothing more to do
 * to it.
 */
export function applyTransform(transform: Transform, path: string, text: string, context: Context): Applied {
  const once = attempt(transform, path, text, context);
  if (once.failure !== undefined || once.edits.length === 0) return once;
  const refuse = (failure: string): Applied => ({ text, edits: [], findings: [], failure });
  const error = syntaxError(path, once.text);
  if (error !== undefined) return refuse(`${transform.name} would have broken the file (${error}); please report it`);
  const twice = attempt(transform, path, once.text, context);
  if (twice.failure !== undefined) return refuse(twice.failure);
  if (twice.text !== once.text) return refuse(`${transform.name} would have changed its own result; please report it`);
  return once;
}

function attempt(transform: Transform, path: string, text: string, context: Context): Applied {
  const file = createSourceFile(path, text, (specifier, name) =>
    name === undefined ? mayPassOn(context.project, specifier, path) : passesOn(context.project, specifier, path, name),
  );
  try {
    transform.apply(file, context);
    file.finish();
  } catch (error) {
    return { text, edits: [], findings: [], failure: failureOf(transform.name, error) };
  }
  const edits = file.edits.list();
  return { text: applyEdits(text, edits), edits, findings: file.findings };
}

function failureOf(name: string, error: unknown): string {
  if (error instanceof SyntaxError || (error as { loc?: unknown }).loc !== undefined) {
    return `the file does not parse: ${firstLine(error)}`;
  }
  return `${name} failed: ${firstLine(error)}; please report it`;
}
