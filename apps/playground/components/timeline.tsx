"use client";

import { useState } from "react";
import { clearEvents } from "../lib/event-store";
import { invalidationsOf, traceInvalidation } from "../lib/invalidation";
import { type FleetName, type FleetState, fleetTitles } from "../lib/live-state";
import { matches } from "../lib/match-event";
import { EventPlot } from "./event-plot";
import { ExportButton } from "./export-button";
import { InvalidationDetail } from "./invalidation-detail";
import { InvalidationList } from "./invalidation-list";
import { MarkLegend } from "./mark-legend";
import { useEvents } from "./use-events";
import { useLive, useWatch } from "./use-live";
import "./timeline.css";

export function Timeline({ fleets: initial }: { readonly fleets: readonly FleetState[] }) {
  const fleets = useLive("fleets", initial).filter(({ status }) => status === "running");
  const live = useEvents();
  const [held, setHeld] = useState<typeof live | undefined>(undefined);
  const [fleetName, setFleet] = useState<FleetName>("filesystem");
  const [instance, setInstance] = useState("");
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<number | undefined>(undefined);

  // An instance learns of news when it is asked for something.
  useWatch([fleetName]);
  const events = held ?? live;
  const fleet = fleets.find(({ name }) => name === fleetName);
  const shown = events.filter((event) => matches(event, { fleet: fleetName, instance, text }));
  const invalidations = invalidationsOf(shown, fleetName);
  const event = invalidations.find(({ id }) => id === chosen) ?? invalidations[0];
  const trace = event && traceInvalidation(event, events);
  const instances = fleet?.instances.map(({ name }) => name) ?? [];

  return (
    <div className="timeline">
      <div className="panel row" role="group" aria-label="Filter">
        <label>
          <span className="quiet">Fleet</span>{" "}
          <select value={fleetName} onChange={(change) => setFleet(change.target.value as FleetName)}>
            {fleets.map(({ name }) => (
              <option key={name} value={name}>
                {fleetTitles[name]}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span className="quiet">Instance</span>{" "}
          <select value={instance} onChange={(change) => setInstance(change.target.value)}>
            <option value="">all</option>
            {instances.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label>
          <span className="quiet">Tag or key</span>{" "}
          <input
            type="search"
            value={text}
            placeholder="topic:hole"
            maxLength={100}
            onChange={(change) => setText(change.target.value)}
          />
        </label>
        <label>
          <input
            type="checkbox"
            checked={held !== undefined}
            onChange={(change) => setHeld(change.target.checked ? live : undefined)}
          />{" "}
          Hold
        </label>
        <span className="end">
          <button type="button" onClick={clearEvents}>
            Clear
          </button>{" "}
          <ExportButton events={shown} />
        </span>
      </div>
      <div className="panel plot-panel">
        <EventPlot
          events={shown}
          instances={instances}
          trace={trace}
          isHeld={held !== undefined}
          onChoose={setChosen}
        />
        <MarkLegend />
      </div>
      <div className="traces">
        <InvalidationList events={invalidations} chosen={event?.id} onChoose={setChosen} />
        <InvalidationDetail trace={trace} fleet={fleetName} />
      </div>
    </div>
  );
}
