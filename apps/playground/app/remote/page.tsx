import { connection } from "next/server";
import { Suspense } from "react";
import { StampCard } from "../../components/stamp-card";
import { SurfacePage } from "../../components/surface-page";
import { remotelyCachedStamp } from "../../lib/cached-stamp";

export default function Page() {
  return (
    <SurfacePage name="remote">
      <Suspense fallback={<p>Waiting</p>}>
        <Hole />
      </Suspense>
    </SurfacePage>
  );
}

async function Hole() {
  await connection();
  return <StampCard stamp={await remotelyCachedStamp("remote")} />;
}
