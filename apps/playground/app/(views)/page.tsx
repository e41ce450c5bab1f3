import type { Metadata } from "next";
import { Suspense } from "react";
import { ActPanel } from "../../components/act-panel";
import { FleetBoard } from "../../components/fleet-board";
import { FleetSkeleton } from "../../components/fleet-skeleton";
import { Target } from "../../components/target";
import { TargetSkeleton } from "../../components/target-skeleton";
import { WebhookLine } from "../../components/webhook-line";
import { NoControl } from "../../components/no-control";
import { readLiveState } from "../../lib/control";
import { instanceName } from "../../lib/instance";

export const metadata: Metadata = { title: "Fleet" };

export default function Page() {
  return (
    <>
      <h1>One app, several processes</h1>
      <p className="lead">
        <b>Publish</b> changes the data; nothing shows it until a cache is invalidated. Then invalidate on <em>one</em>{" "}
        instance, and watch the others.
      </p>
      <section className="panel act" aria-label="Act on one instance">
        <Suspense fallback={<TargetSkeleton />}>
          <LiveTarget />
        </Suspense>
        <ActPanel />
        <Suspense fallback={<p className="webhook quiet">…</p>}>
          <WebhookLine />
        </Suspense>
      </section>
      <Suspense fallback={<FleetSkeleton />}>
        <LiveBoard />
      </Suspense>
    </>
  );
}

async function LiveBoard() {
  const live = await readLiveState({ read: true });
  return live === undefined ? <NoControl /> : <FleetBoard fleets={live.fleets} readings={live.readings} />;
}

async function LiveTarget() {
  const live = await readLiveState();
  return live === undefined ? (
    <p className="targets">Changes go to instance {instanceName()}.</p>
  ) : (
    <Target fleets={live.fleets} />
  );
}
