import type { Events } from "../channels.ts";
import { publish } from "../channels.ts";
import { type Clock, systemClock } from "../clock.ts";
import { TagledgerError } from "../errors.ts";
import { pathTags, tagForms } from "../next-tags.ts";
import type { Runtime } from "../runtime.ts";
import { type Change, checkChange, type CheckedChange } from "./change.ts";
import { createRate, type RateLimit } from "./rate.ts";
import { readBody } from "./read-body.ts";
import { Refusal } from "./refusal.ts";
import { createReplays, type Replays } from "./replays.ts";
import type { Proof, Scheme } from "./scheme.ts";
import { schemes } from "./schemes.ts";
import { type Secrets, secretsOf } from "./secret.ts";

export interface RevalidateRouteOptions {
  /** What the sender knows; several while it is being changed. Nothing but empty ones: everything is refused with 500. */
  readonly secret: Secrets;
  /** How the sender proves that. Default: `schemes.bearer()`. */
  readonly scheme?: Scheme;
  /**
   * Says what a payload asks for. `undefined`: nothing, which is answered with 200. Default: the body is a {@link Change}.
   *
   * @param payload the parsed JSON of the body.
   */
  readonly change?: (payload: unknown, request: Request) => Change | undefined | Promise<Change | undefined>;
  /** For changes that do not say. Default 0: at once. */
  readonly expire?: number | "max";
  /** Default 1 MiB. */
  readonly maxBodyBytes?: number;
  /** Milliseconds that a body may take. Default 10 000. */
  readonly bodyDeadlineMs?: number;
  /** How much older or newer than now a signed time may be. Default 300. */
  readonly toleranceSeconds?: number;
  /**
   * True: the same signature is accepted once within the tolerance, also where no time is signed. Then a sender that sends
   * the same body twice, and means it, is refused. Default: only where the time is signed.
   */
  readonly onceOnly?: boolean;
  /** How many proven requests this instance accepts; false for any number. Default 1000 in 60 seconds. */
  readonly rateLimit?: RateLimit | false;
  readonly clock?: Clock;
}

/** What a `route.ts` exports. */
export interface RevalidateRoute {
  POST(request: Request): Promise<Response>;
}

export type CreateRevalidateRoute = (options: RevalidateRouteOptions) => RevalidateRoute;

interface Accepted {
  readonly recorded: boolean;
  readonly tags: number;
  readonly paths: number;
}

const RETRY_AFTER_SECONDS = 5;

/**
 * A route handler for whoever changes content elsewhere. It answers with 200 only when the ledger has the invalidation,
 * with 4xx what must not be tried again as it is, and with 5xx what should be.
 *
 * @param open opens the backend, or answers with the one that is open.
 */
export function createRevalidateRouteOf(
  open: () => Promise<{ readonly runtime: Runtime }>,
  options: RevalidateRouteOptions,
): RevalidateRoute {
  const { scheme = schemes.bearer(), clock = systemClock, rateLimit = { requests: 1000, perSeconds: 60 } } = options;
  const toleranceMs = positive("toleranceSeconds", options.toleranceSeconds ?? 300) * 1000;
  const limits = {
    maxBytes: positive("maxBodyBytes", options.maxBodyBytes ?? 1 << 20),
    deadlineMs: positive("bodyDeadlineMs", options.bodyDeadlineMs ?? 10_000),
    clock,
  };
  if (rateLimit !== false) {
    positive("rateLimit.requests", rateLimit.requests);
    positive("rateLimit.perSeconds", rateLimit.perSeconds);
  }
  const secrets = secretsOf(options.secret);
  const overRate = rateLimit === false ? () => undefined : createRate(rateLimit, clock);
  let replays: Replays | undefined;

  async function prove(request: Request, told: Told): Promise<{ proof: Proof; body: Uint8Array } | Refusal> {
    if (secrets.length === 0) {
      const message = "createRevalidateRoute was given no secret, or only empty ones.";
      publish("tagledger:problem", () => ({ code: "TL-WEBHOOK-SECRET", message }));
      return new Refusal(500, "not-configured", "This webhook has no secret, so it refuses everything.");
    }
    const forged = new Refusal(401, "forged", `The secret or the signature is missing or wrong (${scheme.name}).`);
    if (scheme.header !== undefined && !request.headers.has(scheme.header)) return forged;
    const body = await readBody(request, limits);
    if (body instanceof Refusal) return body;
    told.bytes = body.byteLength;
    const { pathname, search } = new URL(request.url);
    const received = { method: request.method, target: pathname + search, headers: request.headers, body };
    const proof = scheme.verify(received, secrets);
    if (proof === undefined) return forged;
    const { signedAtMs } = proof;
    if (signedAtMs !== undefined && Math.abs(clock.wall() - signedAtMs) > toleranceMs) {
      const message = `It was signed more than ${toleranceMs / 1000} seconds before or after now.`;
      return new Refusal(401, "outdated", message);
    }
    return { proof, body };
  }

  async function changeOf(request: Request, body: Uint8Array): Promise<CheckedChange | Refusal | undefined> {
    let payload: unknown;
    try {
      payload = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
    } catch {
      return new Refusal(400, "malformed", "The body is not JSON in UTF-8.");
    }
    const change = options.change === undefined ? payload : await options.change(payload, request);
    return change === undefined ? undefined : checkChange(change, options.expire ?? 0);
  }

  async function record(request: Request, body: Uint8Array, runtime: Runtime, told: Told): Promise<Accepted | Refusal> {
    const change = await changeOf(request, body);
    if (change === undefined) return { recorded: false, tags: 0, paths: 0 };
    if (change instanceof Refusal) return change;
    const { tags, paths, expireSeconds } = change;
    Object.assign(told, { tags, paths: paths.map(({ path }) => path) });
    const named = [...tags.flatMap(tagForms), ...paths.flatMap(({ path, type }) => pathTags(path, type))];
    await runtime.invalidate(named, { expire: expireSeconds });
    return { recorded: true, tags: tags.length, paths: paths.length };
  }

  async function handle(request: Request, told: Told): Promise<Accepted | Refusal> {
    const proven = await prove(request, told);
    if (proven instanceof Refusal) return proven;
    const { proof, body } = proven;
    const waitSeconds = overRate();
    if (waitSeconds !== undefined) return new Refusal(429, "rate", "There were too many requests.", waitSeconds);
    const { runtime } = await open();
    const isOnceOnly = proof.signedAtMs !== undefined || options.onceOnly === true;
    if (proof.signature === undefined || !isOnceOnly) return record(request, body, runtime, told);
    // A time that lies ahead stays acceptable for twice as long.
    replays ??= createReplays(runtime.receipts, clock, scheme.name, 2 * toleranceMs);
    const done = await replays.take(proof.signature);
    if (done === undefined) return new Refusal(409, "replayed", "This very request was recorded before.");
    let isRecorded = false;
    try {
      const result = await record(request, body, runtime, told);
      isRecorded = !(result instanceof Refusal);
      return result;
    } finally {
      await done(isRecorded);
    }
  }

  return {
    async POST(request) {
      const begunMs = clock.now();
      const told: Told = { bytes: 0, tags: [], paths: [] };
      const result = await handle(request, told).catch(failure);
      const status = result instanceof Refusal ? result.status : 200;
      const outcome = result instanceof Refusal ? result.error : result.recorded ? "recorded" : "ignored";
      publish("tagledger:webhook", () => ({ status, outcome, ...told, durationMs: clock.now() - begunMs }));
      return answerOf(result);
    },
  };
}

type Told = { -readonly [Name in "bytes" | "tags" | "paths"]: Events["tagledger:webhook"][Name] };

function failure(cause: unknown): Refusal {
  if (cause instanceof TagledgerError) {
    const message = "The ledger could not record it. Send it again.";
    return new Refusal(503, "not-recorded", message, RETRY_AFTER_SECONDS);
  }
  publish("tagledger:problem", () => ({ code: "TL-UNEXPECTED", message: "A webhook failed.", cause }));
  return new Refusal(500, "failed", "Something failed here. Send it again.");
}

function answerOf(result: Accepted | Refusal): Response {
  const headers = { "cache-control": "no-store" };
  if (!(result instanceof Refusal)) return Response.json(result, { headers });
  const { status, error, message, retryAfterSeconds } = result;
  const retry = retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) };
  return Response.json({ error, message }, { status, headers: { ...headers, ...retry } });
}

function positive(name: string, value: number): number {
  if (Number.isFinite(value) && value > 0) return value;
  throw new TagledgerError("TL-CONFIG", `${name} is ${value}; accepted is a number above 0.`);
}
