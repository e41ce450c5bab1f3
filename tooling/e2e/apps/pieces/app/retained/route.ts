import { connection } from "next/server";
import { gate, inner, outer } from "../../lib/parts";

/** Reads `inner`, waits, and then makes `outer`, for which Next.js uses the `inner` that it kept. */
export async function GET() {
  await connection();
  const before = await inner();
  await gate("retained");
  return new Response(`${before} ${await outer()}`);
}
