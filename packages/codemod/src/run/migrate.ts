import { applyTransform } from "../apply.ts";
import { applyEdits, type Edit, offsetAfter, offsetBefore } from "../edits.ts";
import type { Options } from "../options.ts";
import { positionOf } from "../position.ts";
import type { Project } from "../project/project.ts";
import type { Finding, Transform } from "../transform.ts";
import { syntaxError } from "../verify.ts";
import { wants } from "./candidates.ts";
import { mark, unmark } from "./mark.ts";

/** What became of one file. */
export interface Result {
  readonly path: string;
  readonly before: string;
  /** The same as `before` when nothing was done. */
  readonly after: string;
  readonly findings: readonly Found[];
  /** Why the file stays as it was. */
  readonly failure?: string | undefined;
}

/** A finding with its place: in the file as it is after the run. */
export interface Found extends Omit<Finding, "offset"> {
  readonly transform: string;
  readonly line: number;
  readonly column: number;
}

/** The steps of one file so far: the text before and after each, and what was found in the text before. */
interface Draft {
  readonly path: string;
  readonly before: string;
  text: string;
  readonly steps: {
    readonly edits: readonly Edit[];
    readonly transform: string;
    readonly findings: readonly Finding[];
  }[];
  failure?: string | undefined;
}

/** Said of a whole app, or of another place than the one that has to change. */
const UNMARKED = new Set(["next-too-old", "segment-config"]);

export interface Migration {
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly transforms: readonly Transform[];
  readonly options: Options;
  readonly project: Project;
  /** Makes the texts so far those of the project. */
  readonly set: (path: string, text: string) => void;
  /** Whether the files will stay as they are, so that places in them are those before the run. */
  readonly dry: boolean;
}

/** Applies the transforms one after the other, each to all files: what one changes, the next one knows. */
export function migrate({ files, transforms, options, project: first, set, dry }: Migration): Result[] {
  const names = transforms.map(({ name }) => name);
  const drafts = files.map(({ path, text }): Draft => {
    const edits = unmark(path, text, names);
    return { path, before: text, text: applyEdits(text, edits), steps: [{ edits, transform: "", findings: [] }] };
  });
  let project = first;
  for (const transform of transforms) {
    for (const draft of drafts) step(draft, transform, options, project, set);
    project = project.changed();
  }
  return drafts.map((draft) => finish(draft, options, dry));
}

function step(draft: Draft, transform: Transform, options: Options, project: Project, set: Migration["set"]): void {
  const { path, text } = draft;
  if (draft.failure !== undefined || !wants(transform, path, options)) return;
  if (!transform.needles.some((needle) => text.includes(needle))) return;
  const context = {
    options,
    project,
    get app() {
      return project.app(path);
    },
    get reach() {
      return project.reach(path);
    },
  };
  const applied = applyTransform(transform, path, text, context);
  draft.failure = applied.failure;
  draft.steps.push({ edits: applied.edits, transform: transform.name, findings: applied.findings });
  if (applied.text !== text) set(path, (draft.text = applied.text));
}

function finish(draft: Draft, options: Options, dry: boolean): Result {
  const { path, before, steps, failure } = draft;
  if (failure !== undefined) return { path, before, after: before, findings: [], failure };
  const marks = options.mark === "todo" ? marksOf(draft) : [];
  const after = applyEdits(draft.text, marks);
  const error = marks.length > 0 ? syntaxError(path, after) : undefined;
  if (error !== undefined)
    return { path, before, after: before, findings: [], failure: `a mark would have broken it (${error})` };
  const findings = steps.flatMap(({ transform, findings: said }, index) =>
    said.map(({ offset, ...finding }): Found => {
      const edits = steps.map((one) => one.edits);
      const place = dry
        ? positionOf(before, edits.slice(0, index).reduceRight(offsetBefore, offset))
        : positionOf(after, [...edits.slice(index), marks].reduce(offsetAfter, offset));
      return { ...finding, transform, ...place };
    }),
  );
  return { path, before, after, findings: findings.toSorted((a, b) => a.line - b.line || a.column - b.column) };
}

function marksOf({ path, text, steps }: Draft): readonly Edit[] {
  const todos = steps.flatMap(({ transform, findings }, index) =>
    findings
      .filter(({ kind, reason }) => kind === "left" && !UNMARKED.has(reason))
      .map(({ offset, reason, message }) => {
        const at = steps
          .slice(index)
          .map(({ edits }) => edits)
          .reduce(offsetAfter, offset);
        return { offset: at, transform, reason, message };
      }),
  );
  return mark(path, text, todos);
}
