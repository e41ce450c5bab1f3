"use client";

import { useCallback, useEffect, useRef, useSyncExternalStore } from "react";
import type { FleetName, LiveState } from "../lib/live-state";
import { type Connection, currentConnection, currentState, subscribe, watch } from "../lib/live-store";

/** A part of the live state; what the server knew is used until the stream has brought it. */
export function useLive<Key extends keyof LiveState>(key: Key, initial: LiveState[Key]): LiveState[Key] {
  const first = useRef(initial);
  const read = useCallback(() => currentState()[key] ?? first.current, [key]);
  const readFirst = useCallback(() => first.current, []);
  return useSyncExternalStore(subscribe, read, readFirst);
}

/** Says which fleets this view shows. */
export function useWatch(fleets: readonly FleetName[]): void {
  const names = fleets.join(",");
  useEffect(() => {
    watch(names === "" ? [] : (names.split(",") as FleetName[]));
    return () => watch([]);
  }, [names]);
}

export function useConnection(): Connection {
  return useSyncExternalStore(subscribe, currentConnection, () => "connecting");
}
