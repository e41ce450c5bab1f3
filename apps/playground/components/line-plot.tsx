"use client";

import { useEffect, useRef } from "react";
import uPlot from "uplot";
import { usePlotColours } from "./use-plot-colours";
import "uplot/dist/uPlot.min.css";

export interface Line {
  readonly label: string;
  readonly colour: "accent" | "invalidate" | "stale" | "write" | "quiet" | "fresh";
  readonly dash?: readonly number[];
  readonly width?: number;
  readonly values: readonly (number | null)[];
}

interface Props {
  readonly label: string;
  readonly unit: string;
  /** Seconds. */
  readonly times: readonly number[];
  readonly lines: readonly Line[];
  /** The axis is at least as long, so that it does not move all the time. */
  readonly seconds: number;
}

const height = 180;

/** Lines over time. What it shows is said in a table beside it. */
export function LinePlot({ label, unit, times, lines, seconds }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const colours = usePlotColours();
  const shape = JSON.stringify([unit, seconds, lines.map(({ label: name, colour, dash }) => [name, colour, dash])]);
  const data = useRef<uPlot.AlignedData>([[]]);
  data.current = [[...times], ...lines.map(({ values }) => [...values])];

  useEffect(() => {
    const parent = box.current;
    if (parent === null) return undefined;
    const axis = { stroke: colours.quiet, grid: { stroke: colours.line, width: 1 }, ticks: { stroke: colours.line } };
    const drawn = new uPlot(
      {
        width: parent.clientWidth,
        height,
        legend: { show: false },
        cursor: { y: false, points: { show: false } },
        scales: {
          x: { time: false, range: (_self, _min, max) => [0, Math.max(seconds, max || 0)] },
          y: { range: (_self, _min, max) => [0, Math.max(1, (max || 0) * 1.15)] },
        },
        axes: [
          { ...axis, values: (_self, splits) => splits.map((value) => `${value} s`) },
          { ...axis, size: 68, values: (_self, splits) => splits.map((value) => `${value} ${unit}`) },
        ],
        series: [
          {},
          ...lines.map(({ label: name, colour, dash, width }) => ({
            label: name,
            stroke: colours[colour],
            width: width ?? 2,
            ...(dash && { dash: [...dash] }),
            points: { show: false },
          })),
        ],
      },
      data.current,
      parent,
    );
    plot.current = drawn;
    const observer = new ResizeObserver(() => drawn.setSize({ width: parent.clientWidth, height }));
    observer.observe(parent);
    return () => {
      observer.disconnect();
      drawn.destroy();
      plot.current = undefined;
    };
    // `shape` stands for the looks of the lines.
  }, [colours, shape]);

  useEffect(() => plot.current?.setData(data.current), [times, lines]);

  return (
    <figure className="line-plot">
      <figcaption>
        <b>{label}</b>
        {lines.map(({ label: name, colour, dash }) => (
          <span key={name} data-colour={colour} data-dashed={dash !== undefined}>
            {name}
          </span>
        ))}
      </figcaption>
      <div ref={box} role="img" aria-label={label} style={{ height }} />
    </figure>
  );
}
