import { Agent, get } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { machineNow } from "./now.mjs";

const BUCKET_MS = 500;
const TIMEOUT_MS = 5_000;

/** Nobody can ask for more, whatever a form says. */
export const LIMITS = { clients: 32, seconds: 30, ratePerSecond: 50, visitSeconds: 120 };

/**
 * What visitors saw in half a second.
 *
 * @typedef {object} Bucket
 * @property {number} at seconds since the visitors came
 * @property {number} requests
 * @property {number} errors
 * @property {number} old answers that should be gone
 * @property {number} stale answers that a profile allowed
 * @property {number | null} p50 milliseconds
 * @property {number | null} p95
 * @property {number | null} p99
 */

/**
 * Sends requests to one fleet until the time is over or `stop` is called: `clients` at once as fast as they are answered,
 * or `ratePerSecond` whatever the answers take.
 *
 * @param {object} options
 * @param {string} options.origin of the fleet's proxy
 * @param {readonly { path: string, topic: string }[]} options.targets asked in turn
 * @param {{ clients: number } | { ratePerSecond: number }} options.pace
 * @param {number} options.seconds
 * @param {import("./floors.mjs").Floors} options.floors
 * @param {(bucket: Bucket) => void} options.onBucket
 */
export function sendVisitors({ origin, targets, pace, seconds, floors, onBucket }) {
  const started = machineNow();
  const stopping = new AbortController();
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  let bucket = empty();
  let turn = 0;
  const isOver = () => stopping.signal.aborted || machineNow() - started >= seconds * 1_000;

  async function visit() {
    const target = targets[(turn += 1) % targets.length];
    if (target === undefined) return;
    const askedAt = machineNow();
    /** @type {import("./floors.mjs").State | "error"} */
    let outcome = "error";
    try {
      const version = findVersion(await ask(new URL(target.path, origin), agent, stopping.signal), target.topic);
      outcome = floors.judge(target.topic, version, askedAt);
    } catch {
      if (stopping.signal.aborted) return;
    }
    bucket.requests += 1;
    if (outcome === "error") bucket.errors += 1;
    else bucket.latencies.push(machineNow() - askedAt);
    if (outcome === "old" || outcome === "stale") bucket[outcome] += 1;
  }

  const timer = setInterval(() => {
    const full = bucket;
    bucket = empty();
    onBucket({ at: Math.round((machineNow() - started) / 100) / 10, ...summary(full) });
  }, BUCKET_MS);

  async function asFastAsAnswered() {
    while (!isOver()) await visit();
  }

  /** @param {number} ratePerSecond */
  async function steadily(ratePerSecond) {
    const open = new Set();
    while (!isOver()) {
      // With a fleet that hangs, more would only queue.
      if (open.size < 64) {
        const visiting = visit().finally(() => open.delete(visiting));
        open.add(visiting);
      }
      await sleep(1_000 / ratePerSecond);
    }
    await Promise.all(open);
  }

  const running =
    "clients" in pace
      ? Promise.all(Array.from({ length: pace.clients }, asFastAsAnswered))
      : steadily(pace.ratePerSecond);
  const finished = running.then(() => {
    clearInterval(timer);
    agent.destroy();
  });
  return {
    finished,
    async stop() {
      stopping.abort();
      await finished;
    },
  };
}

const empty = () => ({ requests: 0, errors: 0, old: 0, stale: 0, latencies: /** @type {number[]} */ ([]) });

/** @param {ReturnType<typeof empty>} full */
function summary({ latencies, ...counts }) {
  const sorted = latencies.toSorted((left, right) => left - right);
  /** @param {number} share */
  const percentile = (share) => {
    const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
    return value === undefined ? null : Math.round(value * 10) / 10;
  };
  return { ...counts, p50: percentile(0.5), p95: percentile(0.95), p99: percentile(0.99) };
}

/**
 * @param {URL} url
 * @param {Agent} agent
 * @param {AbortSignal} signal
 * @returns {Promise<string>}
 */
function ask(url, agent, signal) {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent, signal, timeout: TIMEOUT_MS }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk) => (body += chunk));
      response.on("error", reject);
      response.on("end", () => (response.statusCode === 200 ? resolve(body) : reject(new Error("not 200"))));
    });
    request.on("timeout", () => request.destroy(new Error("timeout")));
    request.on("error", reject);
  });
}

/**
 * @param {string} body a page of the app, or the JSON of one of its route handlers
 * @param {string} topic
 */
export function findVersion(body, topic) {
  const found = new RegExp(`data-stamp="${topic} (\\d+) |"version":(\\d+)`).exec(body);
  if (found === null) throw new Error(`no stamp of ${topic}`);
  return Number(found[1] ?? found[2]);
}
