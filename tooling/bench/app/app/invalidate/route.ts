import { revalidateTag } from "next/cache";

/** As an application does it: in a Route Handler, hard. Many tags at once, so that a million do not take a million requests. */
export async function POST(request: Request) {
  const { tags } = (await request.json()) as { tags: string[] };
  for (const tag of tags) revalidateTag(tag, { expire: 0 });
  return new Response("called");
}
