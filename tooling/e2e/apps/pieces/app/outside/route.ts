import { invalidate, invalidatePath } from "@tagledger/filesystem";

/** Invalidates without Next.js, and answers when that is recorded. */
export async function POST(request: Request) {
  const { tag, path } = (await request.json()) as { tag?: string; path?: string };
  if (tag !== undefined) await invalidate([tag]);
  if (path !== undefined) await invalidatePath(path);
  return new Response("recorded");
}
