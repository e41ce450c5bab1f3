import { cacheLife, cacheTag } from "next/cache";
import { connection } from "next/server";
import { recompute } from "../../lib/recompute";

async function inv(key: string): Promise<string> {
  "use cache: remote";
  cacheTag("t1");
  cacheLife({ stale: 300, revalidate: 3600, expire: 86_400 });
  return recompute("inv", key);
}

/** Answered for each request; only its part is cached. */
export async function GET() {
  await connection();
  return new Response(await inv("remote"));
}
