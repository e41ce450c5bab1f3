import { connection } from "next/server";
import { read } from "../../../../lib/read";

/** As many cached functions as one likes, each with a tag of its own. */
export async function GET(_request: Request, { params }: { params: Promise<{ topic: string }> }) {
  await connection();
  const { topic } = await params;
  return new Response(await read(topic));
}
