import { connection } from "next/server";
import { inner } from "../../lib/parts";

export async function GET() {
  await connection();
  return new Response(await inner());
}
