import { read } from "../../lib/read";

export const runtime = "edge";

export async function GET() {
  return new Response(`~edge|at=route~ ${await read("edge", { next: { tags: ["t1"], revalidate: 3600 } })}`);
}
