import { useMemo } from "react";
import { type FleetName, fleetTitles, type Run } from "../lib/live-state";
import { CommandForm } from "./command-form";
import { type Line, LinePlot } from "./line-plot";
import { TotalsTable } from "./totals-table";

/** Twenty visitors a second on all kinds of pages, and what they saw. */
export function Visits({ fleet, visits }: { readonly fleet: FleetName; readonly visits: Run }) {
  const { buckets } = visits;
  const times = useMemo(() => buckets.map(({ at }) => at), [buckets]);
  const counts = useMemo<Line[]>(
    () => [
      { label: "answers", colour: "accent", values: buckets.map((one) => (one.requests - one.errors) * 2) },
      { label: "errors", colour: "invalidate", values: buckets.map((one) => one.errors * 2) },
      { label: "too old", colour: "invalidate", dash: [4, 3], values: buckets.map((one) => one.old * 2) },
      { label: "stale, allowed", colour: "stale", dash: [2, 2], values: buckets.map((one) => one.stale * 2) },
    ],
    [buckets],
  );
  const latencies = useMemo<Line[]>(
    () => [
      { label: "p50", colour: "fresh", values: buckets.map((one) => one.p50) },
      { label: "p95", colour: "accent", dash: [6, 3], values: buckets.map((one) => one.p95) },
      { label: "p99", colour: "write", dash: [2, 2], values: buckets.map((one) => one.p99) },
    ],
    [buckets],
  );
  return (
    <section className="panel visits stack" aria-labelledby="visitors">
      <div className="row">
        <h2 id="visitors">Visitors</h2>
        <CommandForm command="visits" fields={{ fleet }} label="Visitors">
          {visits.running ? (
            <button name="do" value="stop">
              Send them away
            </button>
          ) : (
            <button className="primary" name="do" value="start">
              Let visitors in
            </button>
          )}
        </CommandForm>
        <CommandForm command="everywhere" label="Change what they see">
          <button name="how" value="publish-and-tag-now">
            Publish and invalidate
          </button>
        </CommandForm>
      </div>
      <LinePlot label="Per second" unit="" times={times} lines={counts} seconds={20} />
      <LinePlot label="Time to answer" unit="ms" times={times} lines={latencies} seconds={20} />
      <TotalsTable runs={[visits]} caption={`What visitors of the fleet on ${fleetTitles[visits.fleet]} saw`} />
    </section>
  );
}
