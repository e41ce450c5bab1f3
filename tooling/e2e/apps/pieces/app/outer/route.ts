import { connection } from "next/server";
import { outer } from "../../lib/parts";

export async function GET() {
  await connection();
  return new Response(await outer());
}
