import { unstable_cache } from "next/cache";
import { connection } from "next/server";
import { makeStamp } from "../../../lib/make-stamp";
import { allTag, tagOf } from "../../../lib/surfaces";

const memoizedStamp = unstable_cache(makeStamp, ["memoized"], { tags: [tagOf("memoized"), allTag] });

export async function GET(): Promise<Response> {
  await connection();
  return Response.json(await memoizedStamp("memoized"));
}
