import { damaged, hostileText, runs } from "@tagledger/fuzz";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { manualClock } from "../../test/manual-clock.ts";
import { receivedFrom, SECRET, SENDERS, SIGNED_AT_MS } from "../../test/webhook-senders.ts";
import { createMemoryBacking, memoryStore } from "../memory-store.ts";
import { createRuntime } from "../runtime.ts";
import { createRevalidateRouteOf } from "./revalidate-route.ts";
import type { Scheme } from "./scheme.ts";
import { schemes } from "./schemes.ts";

interface Sent {
  readonly headers: Headers;
  readonly body: Uint8Array;
  readonly target?: string;
}

interface Answer {
  readonly status: number;
  readonly text: string;
  /** How many invalidations the ledger has. */
  readonly recorded: number;
  readonly marked: readonly string[];
}

/** A ledger of its own for each request. */
async function ask(
  { headers, body, target = "/api/revalidate" }: Sent,
  scheme: Scheme,
  secret = SECRET,
): Promise<Answer> {
  const clock = manualClock(SIGNED_AT_MS);
  const backing = createMemoryBacking();
  const runtime = createRuntime({ store: memoryStore({ backing, clock }), clock });
  const { POST } = createRevalidateRouteOf(async () => ({ runtime }), { secret, scheme, clock });
  try {
    const init = { method: "POST", headers, body: new Uint8Array(body) };
    const response = await POST(new Request(new URL(target, "http://localhost"), init));
    const text = await response.text();
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(JSON.parse(text)).toBeTypeOf("object");
    return { status: response.status, text, recorded: backing.seq, marked: [...backing.marks.keys()] };
  } finally {
    await runtime.close();
  }
}

/** Of what a header may hold; the rest never gets past the server. */
const headerText = hostileText.map((text) => text.replaceAll(/[^\t\u0020-\u007e\u0080-\u00ff]/g, ""));
const HEADERS = [
  "authorization",
  "content-length",
  "content-encoding",
  "content-type",
  "stripe-signature",
  "sanity-webhook-signature",
  "webhook-id",
  "webhook-timestamp",
  "webhook-signature",
  "x-contentful-signature",
  "x-contentful-signed-headers",
  "x-contentful-timestamp",
  "x-hub-signature-256",
  "x-shopify-hmac-sha256",
];
const headers = fc
  .array(fc.tuple(fc.constantFrom(...HEADERS), headerText), { maxLength: 6 })
  .map((all) => new Headers(all));
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.json().map((text) => Buffer.from(text)),
  hostileText.map((text) => Buffer.from(text)),
);

test("without the secret nothing is recorded, whatever is sent", async () => {
  const scheme = fc.constantFrom(...Object.values(SENDERS).map((sender) => sender.scheme));
  await fc.assert(
    fc.asyncProperty(scheme, headers, bytes, async (one, sentHeaders, body) => {
      const { status, recorded } = await ask({ headers: sentHeaders, body }, one);
      expect([400, 401, 413]).toContain(status);
      expect(recorded).toBe(0);
    }),
    runs(300),
  );
});

describe.each(Object.entries(SENDERS))("what %s has sent", (_name, sender) => {
  const { scheme, secret = SECRET } = sender;
  const proving = async (): Promise<string[]> =>
    Object.keys(await sender.headers()).filter((name) => !["content-type", "x-contentful-topic"].includes(name));

  test("is recorded as it was", async () => {
    const answer = await ask(await receivedFrom(sender), scheme, secret);
    expect(answer.status).toBe(scheme === schemes.prismic ? 422 : 200);
  });

  test("is never recorded as something else when it was damaged on the way", async () => {
    const received = await receivedFrom(sender);
    const whole = await ask(received, scheme, secret);
    const isSigned = !scheme.name.startsWith("secret in") && scheme !== schemes.prismic;
    await fc.assert(
      fc.asyncProperty(damaged(fc.constant(received.body)), async ({ after }) => {
        const { status, recorded } = await ask({ ...received, body: after }, scheme, secret);
        expect(status).toBeLessThan(500);
        if (isSigned) expect({ status, recorded }).toEqual({ status: 401, recorded: 0 });
      }),
      runs(50),
    );
    const names = await proving();
    if (names.length === 0) return;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), headerText, async (name, text) => {
        const changed = new Headers(received.headers);
        changed.set(name, text);
        const answer = await ask({ ...received, headers: changed }, scheme, secret);
        expect(answer.recorded === 0 ? answer.status : answer).toEqual(answer.recorded === 0 ? 401 : whole);
      }),
      runs(50),
    );
  });
});

describe("what is proven", () => {
  const send = (body: string | Uint8Array): Promise<Answer> =>
    ask({ headers: new Headers({ authorization: `Bearer ${SECRET}` }), body: Buffer.from(body) }, schemes.bearer());

  const field = fc.oneof(
    fc.jsonValue(),
    hostileText,
    fc.array(fc.oneof(hostileText, fc.record({ path: hostileText, type: hostileText }), fc.jsonValue())),
  );
  const anything = fc.oneof(
    fc.jsonValue(),
    fc.dictionary(fc.constantFrom("tags", "paths", "expire", "type", "__proto__", "constructor"), field),
  );

  test("is recorded in whole, or refused in whole without being repeated", async () => {
    await fc.assert(
      fc.asyncProperty(anything, async (payload) => {
        const { status, text, recorded, marked } = await send(JSON.stringify(payload));
        expect([200, 422]).toContain(status);
        expect(recorded).toBe(status === 200 ? 1 : 0);
        if (status === 422) expect(marked).toEqual([]);
        const { tags } = Object(payload) as { tags?: unknown };
        if (status === 200 && Array.isArray(tags)) expect(marked).toEqual(expect.arrayContaining(tags));
        expect(text.length).toBeLessThan(250);
        expect(Object.keys(Object.prototype)).toEqual([]);
      }),
      runs(300),
    );
  });

  test("is recorded where it is what a sender means, whatever the names are", async () => {
    const tag = hostileText.filter((text) => text.length > 0 && text.length <= 256 && text.isWellFormed());
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(tag, { minLength: 1, maxLength: 128 }), async (tags) => {
        const { status, marked } = await send(JSON.stringify({ tags }));
        expect(status).toBe(200);
        expect(marked).toEqual(expect.arrayContaining(tags));
      }),
      runs(200),
    );
  });

  test("is refused with 400 where it is no JSON in UTF-8", async () => {
    await fc.assert(
      fc.asyncProperty(damaged(fc.constant(Buffer.from('{"tags":["a","ü"]}'))), async ({ after }) => {
        const { status, recorded } = await send(after);
        expect([200, 400, 422]).toContain(status);
        expect(recorded).toBe(status === 200 ? 1 : 0);
      }),
      runs(200),
    );
  });
});
