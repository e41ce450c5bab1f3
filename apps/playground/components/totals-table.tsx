import { fleetTitles, type Run } from "../lib/live-state";
import { totalsOf } from "./run-totals";

/** What visitors saw, in numbers. */
export function TotalsTable({ runs, caption }: { readonly runs: readonly Run[]; readonly caption: string }) {
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={caption}>
      <table className="totals">
        <caption>{caption}</caption>
        <thead>
          <tr>
            {["Fleet on", "answers", "per second", "errors", "too old", "stale", "p50", "p95", "p99"].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => {
            const { requests, perSecond, errors, old, stale, p50, p95, p99 } = totalsOf(run);
            return (
              <tr key={run.fleet} data-fleet={run.fleet} data-running={run.running}>
                <th scope="row">{fleetTitles[run.fleet]}</th>
                <td data-total="requests">{requests}</td>
                <td>{perSecond.toFixed(0)}</td>
                <td data-total="errors" data-bad={errors > 0}>
                  {errors}
                </td>
                <td data-total="old" data-bad={old > 0}>
                  {old}
                </td>
                <td data-total="stale">{stale}</td>
                {[p50, p95, p99].map((value, index) => (
                  <td key={index}>{value === undefined ? "–" : `${value.toFixed(1)} ms`}</td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
