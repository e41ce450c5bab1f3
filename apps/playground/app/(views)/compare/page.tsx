import type { Metadata } from "next";
import { Suspense } from "react";
import { Comparison } from "../../../components/comparison";
import { NoControl } from "../../../components/no-control";
import { readLiveState } from "../../../lib/control";

export const metadata: Metadata = { title: "Compare" };

export default function Page() {
  return (
    <>
      <h1>The same app on three caches</h1>
      <p className="lead">
        Start the fleets, then publish and invalidate on the <em>first</em> instance of each. On Next’s own cache the
        others never hear of it. On a shared ledger they know before their next answer.
      </p>
      <Suspense fallback={<div className="comparison" aria-busy="true" />}>
        <LiveComparison />
      </Suspense>
    </>
  );
}

async function LiveComparison() {
  const live = await readLiveState({ read: true });
  return live === undefined ? <NoControl /> : <Comparison fleets={live.fleets} readings={live.readings} />;
}
