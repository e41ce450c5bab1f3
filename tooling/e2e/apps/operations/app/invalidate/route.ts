import { revalidatePath, revalidateTag } from "next/cache";

export async function POST(request: Request) {
  const { tag, path, profile } = (await request.json()) as { tag?: string; path?: string; profile?: string };
  if (path) revalidatePath(path);
  if (tag) revalidateTag(tag, profile ?? { expire: 0 });
  return Response.json({ tag, path, profile });
}
