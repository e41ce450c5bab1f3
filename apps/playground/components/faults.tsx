"use client";

import { useState } from "react";
import { type FleetName, fleetTitles, type LiveState } from "../lib/live-state";
import { InstanceFaults } from "./instance-faults";
import { RedisFaults } from "./redis-faults";
import { SourceFaults } from "./source-faults";
import { StartFleet } from "./start-fleet";
import { useLive } from "./use-live";
import { Visits } from "./visits";
import "./faults.css";

type Props = Pick<LiveState, "fleets" | "source" | "visits">;

export function Faults({ fleets: firstFleets, source: firstSource, visits: firstVisits }: Props) {
  const fleets = useLive("fleets", firstFleets);
  const source = useLive("source", firstSource);
  const visits = useLive("visits", firstVisits);
  const [chosen, choose] = useState<FleetName | undefined>(undefined);
  const name =
    chosen ?? (fleets.some((one) => one.name === "redis" && one.status === "running") ? "redis" : "filesystem");
  const fleet = fleets.find((one) => one.name === name);
  return (
    <div className="faults">
      <fieldset className="panel row">
        <legend className="heard">Fleet</legend>
        <span className="quiet">Fleet on</span>
        {fleets.map((one) => (
          <label key={one.name} className="pick">
            <input type="radio" name="fleet" checked={one.name === name} onChange={() => choose(one.name)} />{" "}
            {fleetTitles[one.name]}
          </label>
        ))}
      </fieldset>
      {fleet?.status === "running" ? (
        <div className="faults-columns">
          <div className="stack">
            <InstanceFaults fleet={fleet} />
            {name === "redis" && <RedisFaults state={fleet.redis} />}
            <SourceFaults source={source} />
          </div>
          <Visits fleet={name} visits={visits} />
        </div>
      ) : (
        <StartFleet name={name} fleet={fleet} />
      )}
    </div>
  );
}
