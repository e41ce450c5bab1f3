import type { App } from "./project/app.ts";
import type { Project } from "./project/project.ts";
import type { Reach } from "./project/reach.ts";
import type { Options } from "./options.ts";
import type { SourceFile } from "./source-file.ts";

export type { Finding } from "./finding.ts";

/**
 * A transform is a folder of `src/transforms`: `transform.ts` exports one of these by the name `transform` and its plain
 * jscodeshift form by default, `README.md` says what it does and refuses, and `fixtures/<case>` shows it.
 *
 * `apply` reads `file.root` (a jscodeshift collection) and never prints it: what changes is said as splices of the text
 * (`file.edits`), so that everything else stays as its author wrote it. What it did, and what it leaves to a person, is
 * said with `file.report`. It may throw: the file then stays as it was, and the report says so.
 *
 * The engine reads the text that the previous transform of a recipe left, applies the edits in memory, parses the
 * result, applies the transform again and expects no further edit, and only then writes.
 */
export interface Transform {
  readonly name: string;
  /** One line, for the list of the command line. */
  readonly summary: string;
  /** A file is parsed when it contains one of these. Wrong guesses cost a parse, so they need not be precise. */
  readonly needles: readonly string[];
  /** Which files it is for, by their path relative to the project with `/`. Without it: every source file. */
  readonly files?: (path: string, options: Options) => boolean;
  readonly apply: (file: SourceFile, context: Context) => void;
}

/** What is known around a file. */
export interface Context {
  readonly options: Options;
  /** The Next.js app the file belongs to. What is not known of it is `undefined`. */
  readonly app: App;
  /**
   * The kinds of entry points from which the code of this file can run. It is conservative: `unknown` is among them
   * when nothing is known, so test with `reach.has("unknown") || reach.has(…)` before you rely on an absence.
   */
  readonly reach: ReadonlySet<Reach>;
  /** The rest of the project, to look one import further. Absent when run by jscodeshift. */
  readonly project?: Project | undefined;
}
