import { connection } from "next/server";
import { cachedStamp } from "../../../lib/cached-stamp";

export async function GET(): Promise<Response> {
  await connection();
  return Response.json(await cachedStamp("dynamic"));
}
