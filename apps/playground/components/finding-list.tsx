import type { Migration } from "../lib/migration";

const titles = { changed: "changed", left: "left to you", note: "note" };

export function FindingList({ findings }: Pick<Migration, "findings">) {
  if (findings.length === 0) return <p className="quiet">There is nothing to report.</p>;
  return (
    <ul className="findings">
      {findings.map(({ kind, transform, line, message, suggestion }, index) => (
        <li key={index} data-kind={kind}>
          <span className="chip">{titles[kind]}</span> <b>line {line}</b> <span className="quiet">{transform}</span>
          <p>
            {message} {suggestion}
          </p>
        </li>
      ))}
    </ul>
  );
}
