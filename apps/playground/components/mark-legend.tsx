import { marks } from "../lib/mark";

export function MarkLegend() {
  return (
    <ul className="legend" aria-label="What the marks mean">
      {marks.map(({ kind, title, sign }) => (
        <li key={kind} data-mark={kind}>
          <span aria-hidden="true">{sign}</span> {title}
        </li>
      ))}
    </ul>
  );
}
