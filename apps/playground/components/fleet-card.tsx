import Link from "next/link";
import { type FleetName, type FleetState, fleetTitles, type Readings } from "../lib/live-state";
import { surfaces } from "../lib/surfaces";
import { agreement, agrees, cellOf, countOld } from "./agreement";
import { StartFleet } from "./start-fleet";
import { addressOf } from "./use-chosen";

interface Props {
  readonly name: FleetName;
  readonly fleet: FleetState | undefined;
  readonly readings: Readings | undefined;
}

const explanations: Readonly<Record<FleetName, string>> = {
  builtin: "Each process keeps what it made and what was invalidated in its own memory.",
  filesystem: "The processes of one machine share a directory and its ledger.",
  redis: "Processes of any machine share a Redis and its ledger.",
};

const signs = { fresh: "", behind: "◦", stale: "◐", old: "▲" };
const words = { fresh: "", behind: ", not invalidated", stale: ", stale, allowed", old: ", too old" };

export function FleetCard({ name, fleet, readings }: Props) {
  const instances = fleet?.instances ?? [];
  const isRunning = fleet?.status === "running";
  const isOld = countOld(readings, instances) > 0;
  const verdict = isOld ? "old" : agrees(readings, instances) ? "fresh" : "behind";
  return (
    <section
      className="panel fleet-card"
      data-fleet={name}
      data-verdict={isRunning ? verdict : undefined}
      aria-labelledby={`fleet-${name}`}
    >
      <h2 id={`fleet-${name}`}>
        <Link href={addressOf(name)} prefetch={false}>
          {fleetTitles[name]}
        </Link>
      </h2>
      <p className="quiet explanation">{explanations[name]}</p>
      {!isRunning && <StartFleet name={name} fleet={fleet} />}
      {isRunning && (
        <>
          <p className="verdict" role="status">
            {agreement(readings, instances)}
          </p>
          <table>
            <thead>
              <tr>
                <th scope="col">Surface</th>
                {instances.map((instance) => (
                  <th key={instance.name} scope="col">
                    {instance.name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {surfaces.map((surface) => (
                <tr key={surface.name} data-surface={surface.name}>
                  <th scope="row" title={surface.title}>
                    {surface.name}
                  </th>
                  {instances.map((instance) => {
                    const cell = cellOf(readings, instance.name, surface.name);
                    const state = cell?.state ?? "fresh";
                    return (
                      <td key={instance.name} data-state={state} data-instance={instance.name}>
                        {cell === undefined ? "–" : `v${cell.version}`}
                        <span aria-hidden="true"> {signs[state]}</span>
                        <span className="heard">{words[state]}</span>
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}
