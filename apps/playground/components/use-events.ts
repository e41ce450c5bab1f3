"use client";

import { useSyncExternalStore } from "react";
import { currentEvents, type SeenEvent, subscribeToEvents } from "../lib/event-store";
import { subscribe } from "../lib/live-store";

const none: readonly SeenEvent[] = [];

/** What the fleets have reported so far, oldest first. */
export function useEvents(): readonly SeenEvent[] {
  return useSyncExternalStore(subscribeToBoth, currentEvents, () => none);
}

/** Events come over the same stream as everything else, which has to be open. */
function subscribeToBoth(listener: () => void): () => void {
  const [close, forget] = [subscribe(listener), subscribeToEvents(listener)];
  return () => {
    forget();
    close();
  };
}
