import { cacheTag } from "next/cache";

async function items() {
  "use cache";
  cacheTag("feed");
  return ["first"];
}

export async function GET() {
  return Response.json(await items());
}
