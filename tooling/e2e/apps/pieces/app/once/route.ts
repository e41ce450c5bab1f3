import { connection } from "next/server";
import { numbered } from "../../lib/parts";

export async function GET() {
  await connection();
  return new Response(await numbered());
}
