import type { Metadata } from "next";
import { Suspense } from "react";
import { Faults } from "../../../components/faults";
import { NoControl } from "../../../components/no-control";
import { readLiveState } from "../../../lib/control";

export const metadata: Metadata = { title: "Faults" };

export default function Page() {
  return (
    <>
      <h1>Break something</h1>
      <p className="lead">
        Let visitors in, take something away from the fleet, and see what they would have seen. Without its ledger an
        instance makes every page anew rather than serve what may be old.
      </p>
      <Suspense fallback={<div className="faults" aria-busy="true" />}>
        <LiveFaults />
      </Suspense>
    </>
  );
}

async function LiveFaults() {
  const live = await readLiveState();
  return live === undefined ? <NoControl /> : <Faults fleets={live.fleets} source={live.source} visits={live.visits} />;
}
