"use client";

import { type ReactNode, useState } from "react";
import type { Surface } from "../lib/surfaces";
import { InstanceChoice } from "./instance-choice";
import { ReadingCell } from "./reading-cell";
import { useReadings } from "./use-readings";

export interface Row extends Pick<Surface, "name" | "title" | "path"> {
  readonly controls: ReactNode;
}

/** Surfaces down, instances across. */
export function Board({ rows }: { readonly rows: readonly Row[] }) {
  const [paused, setPaused] = useState(false);
  const { instances, readings, problems } = useReadings(paused);
  return (
    <>
      <div className="bar">
        <InstanceChoice instances={instances} />
        <label>
          <input type="checkbox" checked={paused} onChange={(event) => setPaused(event.target.checked)} /> Pause reading
        </label>
      </div>
      <table>
        <thead>
          <tr>
            <th scope="col">Surface</th>
            <th scope="col">Source</th>
            {instances.map((instance) => (
              <th key={instance} scope="col">
                {instance}
                {problems[instance] !== undefined && <p className="problem">{problems[instance]}</p>}
              </th>
            ))}
            <th scope="col">Change</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, title, path, controls }) => (
            <tr key={name}>
              <th scope="row">
                <a href={path}>{title}</a>
              </th>
              <td className="version">{readings[instances[0] ?? ""]?.[name]?.current ?? "…"}</td>
              {instances.map((instance) => (
                <ReadingCell key={instance} reading={readings[instance]?.[name]} />
              ))}
              <td>{controls}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
