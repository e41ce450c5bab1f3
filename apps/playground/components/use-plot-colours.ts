"use client";

import { useSyncExternalStore } from "react";
import type { MarkKind } from "../lib/mark";

export type PlotColours = Readonly<Record<MarkKind | "quiet" | "line" | "ink" | "accent", string>>;

const light: PlotColours = {
  quiet: "#565e67",
  line: "#e8eaec",
  ink: "#1b1f24",
  accent: "#0b57a4",
  publish: "#0b57a4",
  call: "#0b57a4",
  invalidate: "#8f1d0c",
  refresh: "#8f1d0c",
  problem: "#8f1d0c",
  fresh: "#17633a",
  stale: "#8a5a00",
  expired: "#8f1d0c",
  missing: "#565e67",
  write: "#5b3b9e",
};

const dark: PlotColours = {
  quiet: "#a2abb4",
  line: "#2a2f35",
  ink: "#e7e9ec",
  accent: "#8fc1f5",
  publish: "#8fc1f5",
  call: "#8fc1f5",
  invalidate: "#ffb9ac",
  refresh: "#ffb9ac",
  problem: "#ffb9ac",
  fresh: "#82d4a3",
  stale: "#f2cd74",
  expired: "#ff9583",
  missing: "#a2abb4",
  write: "#c3aef5",
};

/** A canvas does not know the properties of the style sheet. */
export function usePlotColours(): PlotColours {
  return useSyncExternalStore(subscribe, read, () => light);
}

const query = "(prefers-color-scheme: dark)";
const read = () => (matchMedia(query).matches ? dark : light);

function subscribe(listener: () => void): () => void {
  const media = matchMedia(query);
  media.addEventListener("change", listener);
  return () => media.removeEventListener("change", listener);
}
