import { notFound } from "next/navigation";
import { Suspense } from "react";
import { StampCard } from "../../../components/stamp-card";
import { SurfacePage } from "../../../components/surface-page";
import { cachedStamp } from "../../../lib/cached-stamp";

type Props = PageProps<"/products/[slug]">;

export function generateStaticParams() {
  return [{ slug: "listed" }];
}

export default function Page({ params }: Props) {
  return (
    <Suspense fallback={<p>Waiting</p>}>
      <Product params={params} />
    </Suspense>
  );
}

async function Product({ params }: Pick<Props, "params">) {
  const { slug } = await params;
  if (slug !== "listed" && slug !== "unlisted") notFound();
  return (
    <SurfacePage name={slug}>
      <StampCard stamp={await cachedStamp(slug)} />
    </SurfacePage>
  );
}
