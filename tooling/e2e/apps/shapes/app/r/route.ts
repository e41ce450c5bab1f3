import { inv, other, third } from "../../lib/parts";
import { countRender } from "../../lib/recompute";

export async function GET() {
  return new Response([countRender("r"), await inv("r"), await other("r"), await third("r")].join("\n"));
}
