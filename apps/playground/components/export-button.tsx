"use client";

import type { SeenEvent } from "../lib/event-store";

export function ExportButton({ events }: { readonly events: readonly SeenEvent[] }) {
  function save() {
    const url = URL.createObjectURL(new Blob([JSON.stringify(events, undefined, 2)], { type: "application/json" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = "tagledger-events.json";
    link.click();
    URL.revokeObjectURL(url);
  }
  return (
    <button type="button" onClick={save} disabled={events.length === 0}>
      Export JSON
    </button>
  );
}
