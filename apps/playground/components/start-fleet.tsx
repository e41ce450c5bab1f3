"use client";

import { type FleetName, type FleetState, fleetTitles } from "../lib/live-state";
import { CommandForm } from "./command-form";

/** In the place of a fleet that does not run. */
export function StartFleet({ name, fleet }: { readonly name: FleetName; readonly fleet: FleetState | undefined }) {
  const status = fleet?.status ?? "absent";
  return (
    <div className="panel start">
      <p>
        {status === "starting" ? fleet?.note : `The fleet on ${fleetTitles[name]} is not running.`}
        {status === "starting" && " …"}
      </p>
      {status === "failed" && (
        <>
          <p className="problem">It could not be started:</p>
          <pre tabIndex={0} aria-label="Why it could not be started">
            {fleet?.note}
          </pre>
        </>
      )}
      {name === "redis" && status === "absent" && (
        <p className="quiet">A Redis of its own is started for it on a free port; yours is left alone.</p>
      )}
      <CommandForm command="start-fleet" fields={{ fleet: name }} label={`Start the fleet on ${fleetTitles[name]}`}>
        <button className="primary" disabled={status === "starting"}>
          {status === "starting" ? "Starting" : status === "failed" ? "Try again" : "Start three instances"}
        </button>
      </CommandForm>
    </div>
  );
}
