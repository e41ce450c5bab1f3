"use client";

import Link from "next/link";
import { useMemo } from "react";
import { type FleetName, fleetTitles, type LiveState, type Load } from "../lib/live-state";
import { surfaces } from "../lib/surfaces";
import { CommandForm } from "./command-form";
import { type Line, LinePlot } from "./line-plot";
import { TotalsTable } from "./totals-table";
import { useLive } from "./use-live";
import "./faults.css";

const looks: Readonly<Record<FleetName, Pick<Line, "colour" | "dash">>> = {
  builtin: { colour: "stale", dash: [2, 2] },
  filesystem: { colour: "accent" },
  redis: { colour: "write", dash: [6, 3] },
};

const pages = surfaces.filter(({ name }) => ["hole", "static", "dynamic", "fetched"].includes(name));

type Props = Pick<LiveState, "fleets" | "load">;

export function LoadTest({ fleets: firstFleets, load: firstLoad }: Props) {
  const fleets = useLive("fleets", firstFleets);
  const load = useLive("load", firstLoad);
  const times = useMemo(() => longest(load), [load]);
  const throughput = useMemo(() => linesOf(load, (one) => one.requests * 2), [load]);
  const latency = useMemo(() => linesOf(load, (one) => one.p95), [load]);
  const running = fleets.filter(({ status }) => status === "running");
  return (
    <div className="faults">
      <CommandForm command="load" className="panel row" label="Load">
        <label>
          <span className="quiet">Page</span>{" "}
          <select name="topic">
            {pages.map(({ name, title }) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span className="quiet">Clients</span>{" "}
          <input name="clients" type="number" min={1} max={32} defaultValue={8} required />
        </label>
        <label>
          <span className="quiet">Seconds each</span>{" "}
          <input name="seconds" type="number" min={1} max={30} defaultValue={6} required />
        </label>
        {running.map(({ name }) => (
          <label key={name} className="pick">
            <input type="checkbox" name="fleet" value={name} defaultChecked /> {fleetTitles[name]}
          </label>
        ))}
        {running.length < fleets.length && (
          <Link href="/compare" prefetch={false}>
            Start the other fleets
          </Link>
        )}
        <span className="end">
          {load.running ? (
            <button name="do" value="stop" formNoValidate>
              Stop
            </button>
          ) : (
            <button className="primary" name="do" value="start">
              Run
            </button>
          )}
        </span>
      </CommandForm>
      <section className="panel stack" aria-label="Result">
        <LinePlot label="Answers per second" unit="" times={times} lines={throughput} seconds={load.seconds || 6} />
        <LinePlot
          label="95 of 100 answers within"
          unit="ms"
          times={times}
          lines={latency}
          seconds={load.seconds || 6}
        />
        {load.runs.length === 0 ? (
          <p className="quiet">Nothing was run yet.</p>
        ) : (
          <TotalsTable
            runs={load.runs}
            caption={`${load.clients} clients on “${load.path}”${load.running ? ", running" : ""}`}
          />
        )}
      </section>
    </div>
  );
}

function longest({ runs }: Load): readonly number[] {
  const most = runs.reduce((length, { buckets }) => Math.max(length, buckets.length), 0);
  return Array.from({ length: most }, (_, index) => (index + 1) / 2);
}

function linesOf(
  load: Load,
  value: (bucket: Load["runs"][number]["buckets"][number]) => number | null,
): readonly Line[] {
  const times = longest(load);
  return load.runs.map(({ fleet, buckets }) => ({
    label: fleetTitles[fleet],
    ...looks[fleet],
    values: times.map((_, index) => {
      const bucket = buckets[index];
      return bucket === undefined ? null : value(bucket);
    }),
  }));
}
