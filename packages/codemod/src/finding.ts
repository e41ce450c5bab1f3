/**
 * Something the user is told.
 *
 * - `changed`: an edit, so that a reviewer knows why.
 * - `left`: nothing was edited, and a person has to decide.
 * - `note`: nothing has to be done here and now, but somebody should know.
 */
export interface Finding {
  readonly kind: "changed" | "left" | "note";
  /** A stable code in kebab-case; reports are grouped by it. */
  readonly reason: string;
  /** Where in the text that `apply` was given. */
  readonly offset: number;
  /** What was found, or done. One sentence. */
  readonly message: string;
  /** What to do now. */
  readonly suggestion?: string | undefined;
}
