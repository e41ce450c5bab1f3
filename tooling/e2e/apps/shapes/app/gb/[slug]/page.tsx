import { Parts } from "../../../lib/parts";
import { listed, type Params } from "../../../lib/slug";

// Without a boundary above `await params` there is no shell to fall back to; this admits it.
export const instant = false;

export const generateStaticParams = listed;

export default async function Page({ params }: Params) {
  return <Parts id={`gb-${(await params).slug}`} />;
}
