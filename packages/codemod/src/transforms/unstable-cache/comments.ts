import type { SourceFile } from "../../source-file.ts";
import type { Settings } from "./settings.ts";

export interface Range {
  readonly start: number;
  readonly end: number;
}

/** The comments that would be lost, by what they belong to. */
export interface Comments {
  /** Behind the tags or the lifetime, on the same line. */
  readonly ofTags: readonly string[];
  readonly ofLife: readonly string[];
  /** All others, in order. */
  readonly others: readonly Range[];
  /** Whether one of them tells the compiler something about the next line. */
  readonly directive: boolean;
}

export function lostComments(
  file: SourceFile,
  removed: Range,
  kept: readonly Range[],
  { tags, life }: Settings,
): Comments {
  const { text } = file;
  const { comments = [] } = file.root.get().node as { comments?: readonly Range[] };
  const lost = comments.filter(
    ({ start, end }) =>
      start >= removed.start && end <= removed.end && !kept.some((range) => start >= range.start && end <= range.end),
  );
  const isBehind = (comment: Range, piece: Range | undefined): boolean =>
    piece !== undefined && piece.end <= comment.start && !text.slice(piece.end, comment.start).includes("\n");
  const textOf = ({ start, end }: Range): string => text.slice(start, end);
  const ofLife = lost.filter((comment) => isBehind(comment, life.from));
  const ofTags = lost.filter((comment) => !ofLife.includes(comment) && isBehind(comment, tags.at(-1)?.from));
  return {
    ofTags: ofTags.map(textOf),
    ofLife: ofLife.map(textOf),
    others: lost.filter((comment) => !ofLife.includes(comment) && !ofTags.includes(comment)),
    directive: lost.some((comment) => /@ts-(?:ignore|expect-error)/.test(textOf(comment))),
  };
}
