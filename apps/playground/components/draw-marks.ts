import type uPlot from "uplot";
import type { SeenEvent } from "../lib/event-store";
import type { Invalidation } from "../lib/invalidation";
import { type MarkKind, markOf } from "../lib/mark";
import type { PlotColours } from "./use-plot-colours";

export interface Drawn {
  readonly events: readonly SeenEvent[];
  readonly instances: readonly string[];
  readonly trace: Invalidation | undefined;
  /** The `at` of the beginning of the axis. */
  readonly origin: number;
}

/** Within a lane, what was asked is above, what the ledger says in the middle, reads and writes below. */
const heights: Readonly<Record<MarkKind, number>> = {
  publish: 0.3,
  call: 0.3,
  invalidate: 0.12,
  refresh: 0.12,
  problem: 0.12,
  fresh: -0.1,
  missing: -0.1,
  stale: -0.1,
  expired: -0.1,
  write: -0.3,
};

export function drawMarks(plot: uPlot, drawn: Drawn, colours: PlotColours): void {
  const { ctx } = plot;
  const size = 4 * devicePixelRatio;
  ctx.save();
  ctx.beginPath();
  ctx.rect(plot.bbox.left, plot.bbox.top, plot.bbox.width, plot.bbox.height);
  ctx.clip();
  drawTrace(plot, drawn, colours);
  for (const event of drawn.events) {
    const kind = markOf(event);
    const place = kind && placeOf(plot, drawn, event, heights[kind]);
    if (kind === undefined || place === undefined) continue;
    ctx.fillStyle = colours[kind];
    ctx.strokeStyle = colours[kind];
    ctx.lineWidth = 1.5 * devicePixelRatio;
    drawShape(ctx, kind, place.x, place.y, size);
  }
  ctx.restore();
}

/** From an invalidation to where each other instance learned of it. */
function drawTrace(plot: uPlot, drawn: Drawn, colours: PlotColours): void {
  const { trace } = drawn;
  const from = trace && placeOf(plot, drawn, trace.event, heights.invalidate);
  if (trace === undefined || from === undefined) return;
  const { ctx } = plot;
  ctx.strokeStyle = colours.invalidate;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
  for (const { instance, afterMs } of trace.lessons) {
    const to = placeOf(plot, drawn, { instance, at: trace.event.at + afterMs }, heights.refresh);
    if (to === undefined) continue;
    ctx.beginPath();
    ctx.moveTo(from.x, from.y);
    ctx.lineTo(to.x, to.y);
    ctx.stroke();
  }
  ctx.setLineDash([]);
  for (const hit of trace.hits) {
    const place = placeOf(plot, drawn, { instance: hit.instance, at: trace.event.at + hit.afterMs }, heights.expired);
    if (place === undefined) continue;
    ctx.beginPath();
    ctx.arc(place.x, place.y, 8 * devicePixelRatio, 0, 2 * Math.PI);
    ctx.stroke();
  }
}

/** The newest invalidation within reach of the pointer. */
export function nearest(plot: uPlot, drawn: Drawn): number | undefined {
  const { left = -1, top = -1 } = plot.cursor;
  if (left < 0) return undefined;
  let best: { readonly id: number; readonly distance: number } | undefined;
  for (const event of drawn.events) {
    if (markOf(event) !== "invalidate") continue;
    const place = placeOf(plot, drawn, event, heights.invalidate, false);
    if (place === undefined) continue;
    const distance = Math.hypot(place.x - left, (place.y - top) / 2);
    if (distance < 16 && (best === undefined || distance <= best.distance)) best = { id: event.id, distance };
  }
  return best?.id;
}

function placeOf(
  plot: uPlot,
  { instances, origin }: Drawn,
  { instance, at }: Pick<SeenEvent, "instance" | "at">,
  height: number,
  onCanvas = true,
): { readonly x: number; readonly y: number } | undefined {
  const lane = instances.indexOf(instance);
  if (lane === -1) return undefined;
  const y = instances.length - 1 - lane + height;
  return { x: plot.valToPos((at - origin) / 1_000, "x", onCanvas), y: plot.valToPos(y, "y", onCanvas) };
}

function drawShape(ctx: CanvasRenderingContext2D, kind: MarkKind, x: number, y: number, size: number): void {
  ctx.beginPath();
  if (kind === "refresh") {
    ctx.moveTo(x, y - 2 * size);
    ctx.lineTo(x, y + 2 * size);
    ctx.stroke();
  } else if (kind === "expired" || kind === "problem") {
    ctx.moveTo(x - size, y - size);
    ctx.lineTo(x + size, y + size);
    ctx.moveTo(x + size, y - size);
    ctx.lineTo(x - size, y + size);
    ctx.stroke();
  } else if (kind === "missing") {
    ctx.arc(x, y, size, 0, 2 * Math.PI);
    ctx.stroke();
  } else if (kind === "fresh" || kind === "stale") {
    ctx.arc(x, y, kind === "fresh" ? size / 2 : size, kind === "fresh" ? 0 : Math.PI / 2, kind === "fresh" ? 7 : 4.71);
    ctx.fill();
    if (kind === "stale") {
      ctx.beginPath();
      ctx.arc(x, y, size, 0, 7);
      ctx.stroke();
    }
  } else if (kind === "write") {
    ctx.fillRect(x - size * 0.75, y - size * 0.75, size * 1.5, size * 1.5);
  } else drawPolygon(ctx, kind, x, y, size * 1.5);
}

function drawPolygon(ctx: CanvasRenderingContext2D, kind: MarkKind, x: number, y: number, size: number): void {
  if (kind === "invalidate") {
    ctx.moveTo(x - size, y - size);
    ctx.lineTo(x + size, y - size);
    ctx.lineTo(x, y + size);
  } else if (kind === "publish") {
    ctx.moveTo(x - size, y - size);
    ctx.lineTo(x + size, y);
    ctx.lineTo(x - size, y + size);
  } else {
    ctx.moveTo(x, y - size);
    ctx.lineTo(x + size, y);
    ctx.lineTo(x, y + size);
    ctx.lineTo(x - size, y);
  }
  ctx.closePath();
  ctx.fill();
}
