/** Something that an operator should know, and what to do about it. */
export interface Finding {
  /** `error`: it does not work, or breaks the promise. `warning`: it will, or does in some deployments. */
  readonly severity: "error" | "warning" | "note";
  /** Stable, such as `handler-not-wired`, or the code of a page in docs/errors. */
  readonly id: string;
  readonly seen: string;
  readonly fix: string;
}

export const error = (id: string, seen: string, fix: string): Finding => ({ severity: "error", id, seen, fix });
export const warning = (id: string, seen: string, fix: string): Finding => ({ severity: "warning", id, seen, fix });
export const note = (id: string, seen: string, fix: string): Finding => ({ severity: "note", id, seen, fix });
