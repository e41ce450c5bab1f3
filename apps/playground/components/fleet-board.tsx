"use client";

import type { FleetState, LiveState } from "../lib/live-state";
import { fleetTitles } from "../lib/live-state";
import { surfaces } from "../lib/surfaces";
import { BoardRow } from "./board-row";
import { CommandForm } from "./command-form";
import { InstanceHead } from "./instance-head";
import { LastCall } from "./last-call";
import { StartFleet } from "./start-fleet";
import { agreement } from "./agreement";
import { useChosen } from "./use-chosen";
import { useLive, useWatch } from "./use-live";

interface Props {
  readonly fleets: readonly FleetState[];
  readonly readings: LiveState["readings"];
}

/**
 * Surfaces down, instances across. The roles are written out, because a narrow screen lays the table out as a grid and
 * browsers then forget what it is.
 */
export function FleetBoard({ fleets: firstFleets, readings: firstReadings }: Props) {
  const fleets = useLive("fleets", firstFleets);
  const { fleet: name } = useChosen();
  useWatch([name]);
  const reading = useLive("readings", firstReadings)[name];
  const fleet = fleets.find((one) => one.name === name);
  if (fleet === undefined || fleet.status !== "running") return <StartFleet name={name} fleet={fleet} />;
  const { instances } = fleet;
  return (
    <section className="board" aria-label={`Fleet on ${fleetTitles[name]}`}>
      <div className="board-bar">
        <p className="summary" role="status">
          {agreement(reading, instances)}
        </p>
        <LastCall fleet={name} />
        <CommandForm command="add-instance" fields={{ fleet: name }} label="Add an instance">
          <button disabled={instances.length >= 6}>Add an instance</button>
        </CommandForm>
      </div>
      <table role="table" style={{ "--instances": instances.length } as React.CSSProperties}>
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">
              Surface
            </th>
            {instances.map((instance) => (
              <InstanceHead key={instance.name} fleet={name} instance={instance} canGo={instances.length > 1} />
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {surfaces.map((surface) => (
            <BoardRow key={surface.name} surface={surface} instances={instances} readings={reading} />
          ))}
        </tbody>
      </table>
    </section>
  );
}
