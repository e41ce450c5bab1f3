import type { Answer } from "./use-readings";

export function ReadingCell({ reading }: { readonly reading: Answer | undefined }) {
  if (reading === undefined) return <td>…</td>;
  if (reading.error !== undefined) return <td className="problem">{reading.error}</td>;
  const { version, current, madeBy, madeAt, cache } = reading;
  const old = version < current;
  return (
    <td className={old ? "old" : undefined}>
      <span className="version">{version}</span>
      {old && <strong> OLD</strong>}
      <small>
        made by {madeBy}
        {madeAt !== null && ` at ${madeAt.slice(11, 19)}`}
        {cache !== null && `, ${cache}`}
      </small>
    </td>
  );
}
