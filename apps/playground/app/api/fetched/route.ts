import { connection } from "next/server";
import { instanceName } from "../../../lib/instance";
import { sourceUrl } from "../../../lib/source";
import { allTag, tagOf } from "../../../lib/surfaces";

export async function GET(): Promise<Response> {
  await connection();
  const response = await fetch(sourceUrl("/read", "fetched"), {
    cache: "force-cache",
    // The instance signs its request where the cache key does not see it, and the source answers with that name.
    headers: { tracestate: instanceName() },
    next: { tags: [tagOf("fetched"), allTag] },
  });
  if (!response.ok) throw new Error(`the source answered ${response.status}`);
  const { version, readBy, readAt } = (await response.json()) as { version: number; readBy: string; readAt: string };
  return Response.json({ topic: "fetched", version, madeBy: readBy, madeAt: readAt });
}
