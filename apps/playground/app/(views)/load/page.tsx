import type { Metadata } from "next";
import { Suspense } from "react";
import { LoadTest } from "../../../components/load-test";
import { NoControl } from "../../../components/no-control";
import { readLiveState } from "../../../lib/control";

export const metadata: Metadata = { title: "Load" };

export default function Page() {
  return (
    <>
      <h1>What it costs</h1>
      <p className="lead">
        One page, asked as fast as it is answered, by one fleet after the other. The load comes from this machine as
        well: compare the fleets with each other, not with yours.
      </p>
      <Suspense fallback={<div className="faults" aria-busy="true" />}>
        <LiveLoad />
      </Suspense>
    </>
  );
}

async function LiveLoad() {
  const live = await readLiveState();
  return live === undefined ? <NoControl /> : <LoadTest fleets={live.fleets} load={live.load} />;
}
