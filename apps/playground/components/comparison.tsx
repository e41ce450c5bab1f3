"use client";

import { type FleetState, type LiveState, fleetNames } from "../lib/live-state";
import { CommandForm } from "./command-form";
import { FleetCard } from "./fleet-card";
import { useLive, useWatch } from "./use-live";
import "./comparison.css";

interface Props {
  readonly fleets: readonly FleetState[];
  readonly readings: LiveState["readings"];
}

/** The same happens to every fleet at once; what differs is what they keep their cache in. */
export function Comparison({ fleets: firstFleets, readings: firstReadings }: Props) {
  useWatch(fleetNames);
  const fleets = useLive("fleets", firstFleets);
  const readings = useLive("readings", firstReadings);
  return (
    <>
      <CommandForm command="everywhere" className="panel row" label="Act on the first instance of every fleet">
        <button className="primary" name="how" value="publish-and-tag-now">
          Publish and invalidate
        </button>
        <span className="quiet then">or one by one</span>
        <button name="how" value="publish">
          Publish
        </button>
        <button name="how" value="tag-now">
          <code>{"{ expire: 0 }"}</code>
        </button>
        <button name="how" value="tag-max">
          <code>revalidateTag ’max’</code>
        </button>
      </CommandForm>
      <div className="comparison">
        {fleetNames.map((name) => (
          <FleetCard key={name} name={name} fleet={fleets.find((one) => one.name === name)} readings={readings[name]} />
        ))}
      </div>
    </>
  );
}
