import { connection } from "next/server";
import { left, right } from "../../lib/parts";

/** Two functions of one tag in one request: neither is built of the other, and nothing shows that. */
export async function GET() {
  await connection();
  return new Response((await Promise.all([left(), right()])).join(" "));
}
