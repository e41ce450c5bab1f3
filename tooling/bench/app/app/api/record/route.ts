/**
 * Answers when the invalidation is recorded. `revalidateTag` in a Route Handler does not: Next.js finishes it after the
 * answer (next@16.4.6 `server/route-modules/app-route/module.js`, `pendingWaitUntil`).
 */
export async function POST(request: Request) {
  const { tags } = (await request.json()) as { tags: string[] };
  const { invalidate } = await backend();
  await invalidate(tags);
  return new Response("recorded");
}

async function backend() {
  return process.env["BENCH_SUBJECT"] === "redis" ? import("@tagledger/redis") : import("@tagledger/filesystem");
}
