import { Suspense } from "react";
import { AnsweredBy } from "../../components/answered-by";
import { StampCard } from "../../components/stamp-card";
import { SurfacePage } from "../../components/surface-page";
import { cachedStamp } from "../../lib/cached-stamp";

export default async function Page() {
  return (
    <SurfacePage name="shell">
      <StampCard stamp={await cachedStamp("shell")} />
      <Suspense fallback={<p>Waiting</p>}>
        <AnsweredBy />
      </Suspense>
    </SurfacePage>
  );
}
