import { connection } from "next/server";
import { memoized } from "../../../lib/read";

export async function GET(_request: Request, { params }: { params: Promise<{ topic: string }> }) {
  await connection();
  const { topic } = await params;
  return new Response(await memoized(`memoized-${topic}`));
}
