import type { Cell } from "../lib/live-state";
import { age } from "./age";

interface Props {
  readonly instance: string;
  readonly cell: Cell | undefined;
  readonly problem: string | undefined;
}

/** Said in words and by a shape, so that nobody needs the colours. */
const flags = {
  fresh: undefined,
  behind: { sign: "◦", word: "not invalidated" },
  stale: { sign: "◐", word: "stale, allowed" },
  old: { sign: "▲", word: "too old" },
};

export function BoardCell({ instance, cell, problem }: Props) {
  if (cell === undefined) {
    return (
      <td role="cell" data-instance={instance} data-state="absent">
        <span className="quiet">{problem ?? "…"}</span>
      </td>
    );
  }
  const { version, madeBy, ageMs, cache, state } = cell;
  const flag = flags[state];
  return (
    <td role="cell" data-instance={instance} data-state={state} data-version={version}>
      <span className="first">
        <b className="version">v{version}</b> <span className="chip">{cache}</span>
        {flag && (
          <strong className="flag">
            <span aria-hidden="true">{flag.sign}</span> {flag.word}
          </strong>
        )}
      </span>
      <small>
        by {madeBy}, {age(ageMs)}
      </small>
    </td>
  );
}
