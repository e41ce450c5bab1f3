/** The versioned data outside of this app. Read when it is used: build and server may see different addresses. */
export function sourceUrl(route: string, topic: string): URL {
  const base = process.env.PLAYGROUND_SOURCE_URL;
  if (base === undefined) throw new Error("PLAYGROUND_SOURCE_URL is not set: start this app with `pnpm playground`");
  const url = new URL(route, base);
  url.searchParams.set("topic", topic);
  return url;
}

export async function publishTopic(topic: string): Promise<void> {
  await fetch(sourceUrl("/publish", topic), { method: "POST", cache: "no-store" });
}

export async function readVersion(topic: string): Promise<number> {
  const response = await fetch(sourceUrl("/read", topic), { cache: "no-store" });
  if (!response.ok) throw new Error(`the source answered ${response.status} for ${topic}`);
  const { version } = (await response.json()) as { version: number };
  return version;
}
