import { connection } from "next/server";
import { read } from "../../../lib/read";

export async function GET() {
  await connection();
  return new Response(await read("api"));
}
