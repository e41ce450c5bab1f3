import { Hole, Parts } from "../../../lib/parts";
import { InParams, listed, type Params } from "../../../lib/slug";

export const generateStaticParams = listed;

export default function Page({ params }: Params) {
  return (
    <>
      <InParams params={params}>{(slug) => <Parts id={`gp-${slug}`} />}</InParams>
      <Hole />
    </>
  );
}
