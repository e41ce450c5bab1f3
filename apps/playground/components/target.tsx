"use client";

import Link from "next/link";
import { type FleetState, fleetNames, fleetTitles } from "../lib/live-state";
import { addressOf, useChosen } from "./use-chosen";
import { useLive } from "./use-live";

/** Links, not a select: they work without scripts, and the address can be kept. */
export function Target({ fleets: initial }: { readonly fleets: readonly FleetState[] }) {
  const fleets = useLive("fleets", initial);
  const chosen = useChosen();
  const running = fleets.find(({ name }) => name === chosen.fleet)?.instances ?? [];
  return (
    <div className="targets">
      <nav aria-label="Fleet">
        <span className="quiet">Fleet on</span>
        {fleetNames.map((name) => (
          <Link
            key={name}
            className="choice"
            href={addressOf(name)}
            prefetch={false}
            scroll={false}
            aria-current={name === chosen.fleet ? "true" : undefined}
          >
            {fleetTitles[name]}
          </Link>
        ))}
      </nav>
      <nav aria-label="Instance">
        <span className="quiet">Act on</span>
        {[undefined, ...running.map(({ name }) => name)].map((name) => (
          <Link
            key={name ?? ""}
            className="choice"
            href={addressOf(chosen.fleet, name)}
            prefetch={false}
            scroll={false}
            aria-current={name === chosen.instance ? "true" : undefined}
          >
            {name ?? "any"}
          </Link>
        ))}
      </nav>
    </div>
  );
}
