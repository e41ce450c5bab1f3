import type { Metadata } from "next";
import { Suspense } from "react";
import { NoControl } from "../../../components/no-control";
import { Timeline } from "../../../components/timeline";
import { readLiveState } from "../../../lib/control";

export const metadata: Metadata = { title: "Timeline" };

export default function Page() {
  return (
    <>
      <h1>What the instances said</h1>
      <p className="lead">
        Every call, every record in the ledger, every read and write of the handlers, on the one clock of this machine.
        Choose an invalidation to see which entries it hit and when each instance learned of it.
      </p>
      <Suspense fallback={<div className="timeline" aria-busy="true" />}>
        <LiveTimeline />
      </Suspense>
    </>
  );
}

async function LiveTimeline() {
  const live = await readLiveState();
  return live === undefined ? <NoControl /> : <Timeline fleets={live.fleets} />;
}
