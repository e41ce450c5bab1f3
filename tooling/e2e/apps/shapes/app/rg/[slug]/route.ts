import { inv, other, third } from "../../../lib/parts";
import { countRender } from "../../../lib/recompute";
import { listed, type Params } from "../../../lib/slug";

export const generateStaticParams = listed;

export async function GET(_request: Request, { params }: Params) {
  const id = `rg-${(await params).slug}`;
  return new Response([countRender(id), await inv(id), await other(id), await third(id)].join("\n"));
}
