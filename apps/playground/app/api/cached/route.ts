import { cachedStamp } from "../../../lib/cached-stamp";

/** Reads nothing of the request, so that the build prerenders it. */
export async function GET(): Promise<Response> {
  return Response.json(await cachedStamp("cached"));
}
