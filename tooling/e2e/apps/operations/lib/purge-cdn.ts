import type { InvalidatedBatch } from "@tagledger/filesystem/hooks";

/** Purges by surrogate key and by path. What is not answered with 2xx is thrown, and so tried again. */
export async function purgeCdn({ kind, tags, paths, everything, signal }: InvalidatedBatch): Promise<void> {
  const url = process.env["CDN_PURGE_URL"];
  if (url === undefined) return;
  const response = await fetch(url, {
    method: "POST",
    headers: { authorization: `Bearer ${process.env["CDN_TOKEN"]}`, "content-type": "application/json" },
    body: JSON.stringify(everything ? { everything } : { keys: tags, paths, soft: kind === "soft" }),
    cache: "no-store",
    signal,
  });
  if (!response.ok) throw new Error(`The CDN answered with ${response.status}.`);
}
