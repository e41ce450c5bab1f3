import { setTimeout as sleep } from "node:timers/promises";

/** Until an invalidation that has not arrived counts as one that does not. */
const PATIENCE_MS = 5_000;
const EVERY_MS = 20;

/**
 * What a page does that is warmed on two instances, after which its data changes and the first is told.
 *
 * @param {object} options
 * @param {import("@tagledger/fleet").Instance} options.a
 * @param {import("@tagledger/fleet").Instance} options.b
 * @param {import("@tagledger/fleet").Source} options.source
 * @param {string} options.path
 * @param {string} options.topic that the page shows, which is also its tag
 * @returns {Promise<string[]>} one sentence for each thing that was looked at
 */
export async function checkPage({ a, b, source, path, topic }) {
  const first = await ask(a, path);
  if (first.error !== undefined) return [first.error];
  await settle(a, path);
  const seen = [];

  let reads = source.reads(topic);
  const second = await ask(a, path);
  seen.push(source.reads(topic) === reads ? "second request on A: HIT" : "second request on A: MISS");
  if (second.header !== undefined) seen.push(`x-nextjs-cache: ${second.header}`);

  await ask(b, path);
  seen.push(source.reads(topic) === reads ? "B has it from A" : "B makes its own");
  await settle(b, path);

  source.publish(topic);
  reads = source.reads(topic);
  const version = source.version(topic);
  const [keptA, keptB] = [await ask(a, path), await ask(b, path)];
  if (keptA.version === version || keptB.version === version) seen.push("was fresh without being told: not cached");

  const told = await a.fetch("/invalidate", {
    method: "POST",
    body: JSON.stringify({ tags: [topic] }),
    headers: { "content-type": "application/json" },
  });
  const answer = await told.text();
  if (told.status !== 200) return [...seen, `revalidateTag: ${told.status} ${answer.slice(0, 200)}`];
  seen.push(...(await Promise.all([untilFresh("A", a), untilFresh("B", b)])));

  reads = source.reads(topic);
  await ask(a, path);
  seen.push(source.reads(topic) === reads ? "then HIT again" : "then MISS again");
  return seen;

  /**
   * @param {string} name
   * @param {import("@tagledger/fleet").Instance} instance
   */
  async function untilFresh(name, instance) {
    const since = performance.now();
    for (let requests = 1; ; requests += 1) {
      const answered = await ask(instance, path);
      const ms = Math.round(performance.now() - since);
      if (answered.error !== undefined) return `${name}: ${answered.error}`;
      if (answered.version === version)
        return requests === 1 ? `fresh on ${name} at once` : `stale on ${name} for ${ms} ms, ${requests - 1} answers`;
      if (ms > PATIENCE_MS) return `stale on ${name} for more than ${PATIENCE_MS} ms`;
      await sleep(EVERY_MS);
    }
  }
}

/**
 * Some handlers connect in the background and keep nothing meanwhile, and the first answer may be stored after it is sent.
 *
 * @param {import("@tagledger/fleet").Instance} instance
 * @param {string} path
 */
async function settle(instance, path) {
  for (let request = 0; request < 3; request += 1) {
    await ask(instance, path);
    await sleep(100);
  }
}

/**
 * @param {import("@tagledger/fleet").Instance} instance
 * @param {string} path
 * @returns {Promise<{ version: number | undefined, header: string | undefined, error: string | undefined }>}
 */
async function ask(instance, path) {
  try {
    const response = await instance.fetch(path, { signal: AbortSignal.timeout(20_000) });
    const body = await response.text();
    const version = Number(/~v=(\d+)~/.exec(body)?.[1] ?? Number.NaN);
    const known = response.status === 200 && !Number.isNaN(version);
    return {
      version: known ? version : undefined,
      header: response.headers.get("x-nextjs-cache") ?? undefined,
      error: known ? undefined : `${response.status} ${body.slice(0, 200)}`,
    };
  } catch (error) {
    return { version: undefined, header: undefined, error: String(error) };
  }
}
