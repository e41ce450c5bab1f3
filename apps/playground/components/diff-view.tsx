import type { DiffLine } from "../lib/migration";

export function DiffView({ lines }: { readonly lines: readonly DiffLine[] }) {
  if (lines.length === 0) return <p>Nothing has to change in this file.</p>;
  return (
    <pre className="diff" tabIndex={0} aria-label="What changes">
      {lines.map(({ sign, text }, index) => {
        const line = `${sign} ${text}\n`;
        if (sign === "+") return <ins key={index}>{line}</ins>;
        if (sign === "-") return <del key={index}>{line}</del>;
        return (
          <span key={index} data-sign={sign}>
            {line}
          </span>
        );
      })}
    </pre>
  );
}
