import { setTimeout as sleep } from "node:timers/promises";

/** Until an invalidation that has not arrived counts as one that does not. */
const PATIENCE_MS = 5_000;
const EVERY_MS = 5;
const ROUNDS = 20;

/**
 * What a page does that is warmed on two instances, after which its data changes and the first is told, again and again.
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

  /** @type {Record<"A" | "B", Delay[]>} */
  const delays = { A: [], B: [] };
  let lost = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const version = source.publish(topic);
    const kept = [await ask(a, path), await ask(b, path)];
    if (kept.some((answer) => answer.version === version)) lost += 1;
    const failure = await invalidate(a, topic);
    if (failure !== undefined) return [...seen, failure];
    const [onA, onB] = await Promise.all([untilFresh(a, path, version), untilFresh(b, path, version)]);
    delays.A.push(onA);
    delays.B.push(onB);
    if (onA.ms > PATIENCE_MS || onB.ms > PATIENCE_MS) break;
    await settle(a, path);
    await settle(b, path);
  }
  seen.push(...describe("A", delays.A), ...describe("B", delays.B));
  if (lost > 0) seen.push(`made again ${lost} times before anybody was told`);

  reads = source.reads(topic);
  await ask(a, path);
  seen.push(source.reads(topic) === reads ? "then HIT again" : "then MISS again");
  return seen;
}

/**
 * @typedef {object} Delay
 * @property {number} ms until a fresh answer was there
 * @property {number} stale answers before
 * @property {string[]} broken answers before, which did not show any version
 */

/**
 * @param {string} name
 * @param {readonly Delay[]} delays
 */
function describe(name, delays) {
  const broken = delays.flatMap((delay) => delay.broken);
  const failures = broken.length === 0 ? [] : [`${broken.length} broken answers on ${name}: ${broken[0]}`];
  const late = delays.filter(({ stale }) => stale > 0);
  if (late.length === 0) return [`fresh on ${name} at once, ${delays.length} times`, ...failures];
  const longest = Math.max(...late.map(({ ms }) => ms));
  const howLong = longest > PATIENCE_MS ? `more than ${PATIENCE_MS} ms` : `up to ${longest} ms`;
  return [`stale on ${name} ${late.length} of ${delays.length} times, for ${howLong}`, ...failures];
}

/**
 * @param {import("@tagledger/fleet").Instance} instance
 * @param {string} topic
 * @returns {Promise<string | undefined>} what went wrong
 */
async function invalidate(instance, topic) {
  const told = await instance.fetch("/invalidate", {
    method: "POST",
    body: JSON.stringify({ tags: [topic] }),
    headers: { "content-type": "application/json" },
  });
  const answer = await told.text();
  return told.status === 200 ? undefined : `revalidateTag: ${told.status} ${answer.slice(0, 200)}`;
}

/**
 * @param {import("@tagledger/fleet").Instance} instance
 * @param {string} path
 * @param {number} version
 * @returns {Promise<Delay>}
 */
async function untilFresh(instance, path, version) {
  const since = performance.now();
  /** @type {string[]} */
  const broken = [];
  for (let stale = 0; ;) {
    const answered = await ask(instance, path);
    const ms = Math.round(performance.now() - since);
    if (answered.version === version || ms > PATIENCE_MS) return { ms, stale, broken };
    if (answered.error === undefined) stale += 1;
    else broken.push(answered.error);
    await sleep(EVERY_MS);
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
      error: known ? undefined : `${response.status}, ${body.length} characters: ${body.slice(0, 200)}`,
    };
  } catch (error) {
    return { version: undefined, header: undefined, error: String(error) };
  }
}
