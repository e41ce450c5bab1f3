import { connection } from "next/server";
import { gate, numbered } from "../../lib/parts";

/** Asks twice for one key in one request: Next.js runs both callbacks. */
export async function GET() {
  await connection();
  const first = numbered();
  await gate("twice");
  const second = await numbered();
  return new Response(`${second} ${await first}`);
}
