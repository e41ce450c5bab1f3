import { connection } from "next/server";
import { inv, other, third } from "../../lib/parts";

/** Answered for each request; only its parts are cached. */
export async function GET() {
  await connection();
  return new Response([await inv("fn"), await other("fn"), await third("fn")].join("\n"));
}
