/**
 * Calls a Server Action of the app's `/actions` page as a browser does. Next awaits the handlers before it answers,
 * so an answer means the invalidation is recorded; a Route Handler gives no such moment.
 */
async function callAction(base: string, form: "expire" | "stale", tag: string): Promise<void> {
  const html = await (await fetch(new URL("/actions", base))).text();
  const id = html.split(`<form id="${form}"`)[1]?.match(/\$ACTION_ID_([0-9a-f]+)/)?.[1];
  if (!id) throw new Error(`/actions offers no action ${form}`);
  const response = await fetch(new URL("/actions", base), {
    method: "POST",
    headers: { "next-action": id, "content-type": "text/plain;charset=UTF-8", accept: "text/x-component" },
    body: JSON.stringify([tag]),
    signal: AbortSignal.timeout(30_000),
  });
  const body = await response.text();
  if (response.status !== 200) throw new Error(`the action ${form} answered ${response.status}: ${body.slice(0, 500)}`);
}

/** `updateTag(tag)`: nothing older may be served from now on. */
export const expireTag = (base: string, tag: string): Promise<void> => callAction(base, "expire", tag);

/** `revalidateTag(tag, "max")`: the old may be served while one fresh is made. */
export const staleTag = (base: string, tag: string): Promise<void> => callAction(base, "stale", tag);

/** `revalidateTag(tag, { expire: 0 })` or `revalidatePath(path)` in a Route Handler. */
export async function invalidateByRoute(base: string, what: { tag: string } | { path: string }): Promise<void> {
  const response = await fetch(new URL("/invalidate", base), { method: "POST", body: JSON.stringify(what) });
  if (!response.ok) throw new Error(`/invalidate answered ${response.status}`);
  await response.text();
}
