import { StampCard } from "../../components/stamp-card";
import { SurfacePage } from "../../components/surface-page";
import { cachedStamp } from "../../lib/cached-stamp";

export default async function Page() {
  return (
    <SurfacePage name="static">
      <StampCard stamp={await cachedStamp("static")} />
    </SurfacePage>
  );
}
