import { invalidate } from "@tagledger/redis";

/** Answers when the ledger has it, or has refused it. */
export async function POST(request: Request) {
  const { tag } = (await request.json()) as { tag: string };
  try {
    await invalidate([tag]);
    return new Response("recorded");
  } catch (error) {
    return new Response(String(error), { status: 503 });
  }
}
