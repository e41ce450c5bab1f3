import { Parts } from "../../../lib/parts";
import { InParams, listed, type Params } from "../../../lib/slug";

export const generateStaticParams = listed;

/** The cached parts sit in the shell and know no params. */
export default function Page({ params }: Params) {
  return (
    <>
      <Parts id="gs" />
      <InParams params={params}>{(slug) => <p>{slug}</p>}</InParams>
    </>
  );
}
