import { Parts } from "../../../lib/parts";
import { InParams, listed, type Params } from "../../../lib/slug";

export const generateStaticParams = listed;

/** The cached parts sit behind the params but their keys do not contain them. */
export default function Page({ params }: Params) {
  return <InParams params={params}>{() => <Parts id="gv" />}</InParams>;
}
