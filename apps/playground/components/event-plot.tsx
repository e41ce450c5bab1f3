"use client";

import { useEffect, useRef } from "react";
import uPlot from "uplot";
import type { SeenEvent } from "../lib/event-store";
import type { Invalidation } from "../lib/invalidation";
import { type Drawn, drawMarks, nearest } from "./draw-marks";
import { usePlotColours } from "./use-plot-colours";
import "uplot/dist/uPlot.min.css";

interface Props {
  readonly events: readonly SeenEvent[];
  readonly instances: readonly string[];
  readonly trace: Invalidation | undefined;
  readonly isHeld: boolean;
  readonly onChoose: (id: number) => void;
}

const laneHeight = 64;
const windowSeconds = 20;

/** One lane for each instance, one time axis. The list beside it says the same in words. */
export function EventPlot({ events, instances, trace, isHeld, onChoose }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const scene = useRef<Drawn>({ events, instances, trace, origin: 0 });
  const colours = usePlotColours();
  const origin = events[0]?.at ?? 0;
  scene.current = { events, instances, trace, origin };

  useEffect(() => {
    const parent = box.current;
    if (parent === null) return undefined;
    const drawn = new uPlot(
      {
        width: parent.clientWidth,
        height: laneHeight * Math.max(1, instances.length) + 48,
        legend: { show: false },
        cursor: { y: false, drag: { x: true, y: false } },
        scales: { x: { time: false }, y: { range: () => [-0.5, Math.max(1, instances.length) - 0.5] } },
        axes: [
          {
            stroke: colours.quiet,
            grid: { stroke: colours.line, width: 1 },
            ticks: { stroke: colours.line },
            values: (_plot, splits) => splits.map((value) => `${value.toFixed(1)} s`),
          },
          {
            stroke: colours.quiet,
            size: 28,
            grid: { stroke: colours.line, width: 1 },
            ticks: { show: false },
            splits: () => instances.map((_, index) => index),
            values: () => instances.toReversed(),
          },
        ],
        series: [{}, { points: { show: false }, stroke: "transparent" }],
        hooks: {
          draw: [(self) => drawMarks(self, scene.current, colours)],
          setCursor: [
            (self) => {
              const id = nearest(self, scene.current);
              if (id !== undefined) onChoose(id);
            },
          ],
        },
      },
      [
        [0, windowSeconds],
        [0, 0],
      ],
      parent,
    );
    plot.current = drawn;
    const observer = new ResizeObserver(() => drawn.setSize({ width: parent.clientWidth, height: drawn.height }));
    observer.observe(parent);
    return () => {
      observer.disconnect();
      drawn.destroy();
      plot.current = undefined;
    };
  }, [colours, instances.join(), onChoose]);

  useEffect(() => {
    const drawn = plot.current;
    if (drawn === undefined) return;
    const last = ((events.at(-1)?.at ?? origin) - origin) / 1_000;
    // What somebody has zoomed into while it is held stays where it is.
    if (isHeld) drawn.redraw();
    else drawn.setScale("x", { min: Math.max(0, last - windowSeconds), max: Math.max(windowSeconds, last) });
  }, [events, trace, origin, isHeld, colours]);

  return (
    <div
      ref={box}
      className="plot"
      role="img"
      aria-label={`${events.length} events of ${instances.length} instances on a time axis`}
      style={{ height: laneHeight * Math.max(1, instances.length) + 48 }}
    />
  );
}
