"use client";

import { useSearchParams } from "next/navigation";
import { type FleetName, fleetNames } from "../lib/live-state";

/** What the address says: which fleet is shown, and which of its instances is to act. */
export function useChosen(): { readonly fleet: FleetName; readonly instance: string | undefined } {
  const params = useSearchParams();
  const fleet = fleetNames.find((name) => name === params?.get("fleet")) ?? "filesystem";
  return { fleet, instance: params?.get("instance") ?? undefined };
}

/** The address that chooses; it is part of a request, so that the proxy sends also a plain form there. */
export function addressOf(fleet: FleetName, instance?: string): string {
  const params = new URLSearchParams({
    ...(fleet !== "filesystem" && { fleet }),
    ...(instance !== undefined && { instance }),
  });
  return params.size === 0 ? "/" : `/?${params}`;
}
