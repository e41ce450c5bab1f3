import { createHmac } from "node:crypto";
import { describe, expect, onTestFinished, test } from "vitest";
import { manualClock } from "../../test/manual-clock.ts";
import { type Events, listen } from "../channels.ts";
import { createMemoryBacking, memoryStore } from "../memory-store.ts";
import { createRuntime } from "../runtime.ts";
import type { Store } from "../store.ts";
import { createRevalidateRouteOf, type RevalidateRouteOptions } from "./revalidate-route.ts";
import { schemes } from "./schemes.ts";

const SECRET = "it's a secret";
const NOW_MS = 1_700_000_000_000;

interface Sent {
  readonly body?: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | null;
  readonly headers?: Record<string, string>;
}

function arrange(options: Partial<RevalidateRouteOptions> = {}, broken?: (store: Store) => Store) {
  const clock = manualClock(NOW_MS);
  const backing = createMemoryBacking();
  const told: Events["tagledger:webhook"][] = [];
  onTestFinished(listen("tagledger:webhook", (event) => told.push(event)));

  function instance() {
    const store = memoryStore({ backing, clock });
    const runtime = createRuntime({ store: broken?.(store) ?? store, clock, deadlineMs: 500 });
    const route = createRevalidateRouteOf(async () => ({ runtime }), { secret: SECRET, clock, ...options });
    return {
      runtime,
      async post({ body = '{"tags":["t"]}', headers = { authorization: `Bearer ${SECRET}` } }: Sent = {}) {
        const request = new Request("http://localhost/api/revalidate", {
          method: "POST",
          headers,
          body,
          ...(body instanceof ReadableStream && { duplex: "half" }),
        });
        const response = await route.POST(request);
        return { status: response.status, headers: response.headers, json: (await response.json()) as unknown };
      },
    };
  }
  return { clock, backing, told, instance, ...instance() };
}

/** As a sender of the `t=…,v1=…` kind signs. */
function stripeHeaders(body: string, signedAtMs = NOW_MS): Record<string, string> {
  const t = Math.floor(signedAtMs / 1000);
  return { "stripe-signature": `t=${t},v1=${createHmac("sha256", SECRET).update(`${t}.${body}`).digest("hex")}` };
}

describe("what is asked for", () => {
  test("is in the ledger when the answer says so", async () => {
    const { post, backing } = arrange();
    const body = JSON.stringify({ tags: ["a", "ü"], paths: ["/", { path: "/blog/[slug]", type: "page" }] });
    expect(await post({ body })).toMatchObject({ status: 200, json: { recorded: true, tags: 2, paths: 2 } });
    expect([...backing.marks.keys()].toSorted((a, b) => (a < b ? -1 : 1))).toEqual(
      ["%C3%BC", "_N_T_/", "_N_T_/blog/[slug]/page", "_N_T_/index", "a", "ü"].toSorted((a, b) => (a < b ? -1 : 1)),
    );
    expect(backing.seq).toBe(1);
  });
  test.each([
    [{}, { tags: ["t"] }, { soft: 0, seconds: undefined }],
    [{}, { tags: ["t"], expire: "max" }, { soft: 1, seconds: 31_536_000 }],
    [{}, { tags: ["t"], expire: 60 }, { soft: 1, seconds: 60 }],
    [{ expire: "max" as const }, { tags: ["t"] }, { soft: 1, seconds: 31_536_000 }],
    [{ expire: "max" as const }, { tags: ["t"], expire: 0 }, { soft: 0, seconds: undefined }],
  ])("with %j and %j expires at once or serves the old for as long as it says", async (options, body, expected) => {
    const { post, backing, clock } = arrange(options);
    expect((await post({ body: JSON.stringify(body) })).status).toBe(200);
    const mark = backing.marks.get("t")?.mark;
    expect(mark?.soft).toBe(expected.soft);
    expect(mark?.hard).toBe(expected.soft === 0 ? 1 : 0);
    if (expected.seconds !== undefined) expect(mark?.softDeadlineMs).toBe(clock.now() + expected.seconds * 1000);
  });
  test("may be read out of any payload, or be nothing", async () => {
    const { post, backing, told } = arrange({
      change: (payload) => {
        const { slug, draft } = payload as { slug: string; draft?: boolean };
        return draft === true ? undefined : { tags: [`post:${slug}`], expire: "max" };
      },
    });
    expect(await post({ body: '{"slug":"a","draft":true}' })).toMatchObject({ status: 200, json: { recorded: false } });
    expect(backing.seq).toBe(0);
    expect(await post({ body: '{"slug":"a"}' })).toMatchObject({ status: 200, json: { recorded: true, tags: 1 } });
    expect([...backing.marks.keys()]).toEqual(["post:a"]);
    expect(told.map(({ outcome }) => outcome)).toEqual(["ignored", "recorded"]);
  });
});

describe("a forged request", () => {
  test.each([{}, { authorization: "" }, { authorization: "Bearer wrong" }, { authorization: `Bearer ${SECRET}x` }])(
    "with %j is refused with 401 and changes nothing",
    async (headers) => {
      const { post, backing } = arrange();
      expect(await post({ headers })).toMatchObject({ status: 401, json: { error: "forged" } });
      expect(backing.seq).toBe(0);
    },
  );
  test.each([undefined, "", [""], [undefined, ""]])(
    "cannot be told where the secret is %j, so everything is refused with 500",
    async (secret) => {
      const { post, backing } = arrange({ secret });
      for (const authorization of ["Bearer ", "Bearer undefined"]) {
        expect(await post({ headers: { authorization } })).toMatchObject({
          status: 500,
          json: { error: "not-configured" },
        });
      }
      expect(backing.seq).toBe(0);
    },
  );
  test("is not told from a genuine one before its signature was checked, however malformed it is", async () => {
    const { post } = arrange({ scheme: schemes.github });
    const headers = { "x-hub-signature-256": `sha256=${"0".repeat(64)}` };
    expect(await post({ body: "no json", headers })).toMatchObject({ status: 401, json: { error: "forged" } });
  });
});

describe("a malformed request", () => {
  test.each(["", "{", "undefined", new Uint8Array([0x22, 0xff, 0x22])])("of %j is refused with 400", async (body) => {
    const { post } = arrange();
    expect(await post({ body })).toMatchObject({ status: 400, json: { error: "malformed" } });
  });
  test("without a body is refused with 400", async () => {
    expect(await arrange().post({ body: null })).toMatchObject({ status: 400, json: { error: "malformed" } });
  });
  test("whose body breaks off is refused with 400", async () => {
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.error(new Error("aborted"));
      },
    });
    expect(await arrange().post({ body })).toMatchObject({ status: 400, json: { error: "malformed" } });
  });
});

describe("an invalid change", () => {
  const long = "x".repeat(257);
  test.each([
    ["[]", "The body is not an object"],
    ["null", "The body is not an object"],
    ["{}", "neither tags nor paths"],
    ['{"tags":[],"paths":[]}', "neither tags nor paths"],
    ['{"tags":"t"}', "tags is not a list"],
    [JSON.stringify({ tags: Array.from({ length: 129 }, (_, index) => `t${index}`) }), "up to 128"],
    [JSON.stringify({ tags: ["t", long] }), "tags[1]"],
    ['{"tags":[""]}', "tags[0]"],
    ['{"tags":[1]}', "tags[0]"],
    ['{"tags":["\\ud800"]}', "tags[0]"],
    ['{"paths":["blog"]}', "paths[0]"],
    ['{"paths":["/ok",{"path":"/x","type":"route"}]}', "paths[1]"],
    [JSON.stringify({ paths: [`/${"x".repeat(1024)}`] }), "paths[0]"],
    ['{"paths":[null]}', "paths[0]"],
    ['{"tags":["t"],"expire":-1}', "expire"],
    ['{"tags":["t"],"expire":"hours"}', "expire"],
    ['{"tags":["t"],"expire":1e999}', "expire"],
  ])("%s is refused with 422 that says what is wrong, and changes nothing", async (body, message) => {
    const { post, backing } = arrange();
    const answer = await post({ body });
    expect(answer).toMatchObject({ status: 422, json: { error: "invalid" } });
    expect((answer.json as { message: string }).message).toContain(message);
    expect(backing.seq).toBe(0);
  });
  test("at the limits is a valid one", async () => {
    const tags = Array.from({ length: 128 }, (_, index) => `${index}`.padEnd(256, "x"));
    const paths = [`/${"x".repeat(1023)}`];
    expect(await arrange().post({ body: JSON.stringify({ tags, paths }) })).toMatchObject({ status: 200 });
  });
});

describe("an oversized body", () => {
  const limit = { maxBodyBytes: 1000 };
  /** @returns a body without end, and how much of it was taken. */
  function endless() {
    let taken = 0;
    let cancelled = false;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        taken += 100;
        controller.enqueue(new Uint8Array(100).fill(0x20));
      },
      cancel() {
        cancelled = true;
      },
    });
    return { body, taken: () => taken, cancelled: () => cancelled };
  }
  test("is refused with 413 as soon as it is too long, and read no further", async () => {
    const { body, taken, cancelled } = endless();
    expect(await arrange(limit).post({ body })).toMatchObject({ status: 413, json: { error: "oversized" } });
    expect(taken()).toBeLessThan(1500);
    expect(cancelled()).toBe(true);
  });
  test("is refused whatever length it claims to have", async () => {
    const { body, taken } = endless();
    const headers = { authorization: `Bearer ${SECRET}`, "content-length": "10" };
    expect((await arrange(limit).post({ body, headers })).status).toBe(413);
    expect(taken()).toBeLessThan(1500);
  });
  test("is not read at all when it says so itself", async () => {
    const { body, taken } = endless();
    const headers = { authorization: `Bearer ${SECRET}`, "content-length": "1001" };
    expect((await arrange(limit).post({ body, headers })).status).toBe(413);
    expect(taken()).toBeLessThan(500);
  });
  test("is not read at all without the header that would prove it", async () => {
    const { body, taken } = endless();
    expect((await arrange(limit).post({ body, headers: {} })).status).toBe(401);
    expect(taken()).toBeLessThan(500);
  });
  test("starts one byte above the limit", async () => {
    const body = (bytes: number): string => '{"tags":["t"]}'.padEnd(bytes, " ");
    expect((await arrange(limit).post({ body: body(1000) })).status).toBe(200);
    expect((await arrange(limit).post({ body: body(1001) })).status).toBe(413);
  });
});

test("a body that comes too slowly is refused with 408 when its time is over", async () => {
  const { post, clock } = arrange({ bodyDeadlineMs: 2000 });
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(Buffer.from('{"tags"'));
    },
  });
  let isAnswered = false;
  const answer = post({ body }).finally(() => {
    isAnswered = true;
  });
  await clock.advance(1999);
  expect(isAnswered).toBe(false);
  await clock.advance(1);
  expect(await answer).toMatchObject({ status: 408, json: { error: "slow" } });
});

describe("a replay", () => {
  const body = '{"tags":["t"]}';
  const options = { scheme: schemes.stripe() };

  test("of a recorded request is refused with 409 by every instance", async () => {
    const { instance, backing } = arrange(options);
    const [one, other] = [instance(), instance()];
    const headers = stripeHeaders(body);
    expect((await one.post({ body, headers })).status).toBe(200);
    expect(await one.post({ body, headers })).toMatchObject({ status: 409, json: { error: "replayed" } });
    expect(await other.post({ body, headers })).toMatchObject({ status: 409, json: { error: "replayed" } });
    expect(backing.seq).toBe(1);
    expect((await other.post({ body, headers: stripeHeaders(body, NOW_MS + 1000) })).status).toBe(200);
  });
  test("while the first is on its way is refused too", async () => {
    const { post } = arrange(options);
    const headers = stripeHeaders(body);
    const statuses = await Promise.all([post({ body, headers }), post({ body, headers })]);
    expect(statuses.map(({ status }) => status)).toEqual([200, 409]);
  });
  test.each([-301_000, 301_000])("that was signed %i ms from now is refused with 401", async (offMs) => {
    const { post } = arrange(options);
    const headers = stripeHeaders(body, NOW_MS + offMs);
    expect(await post({ body, headers })).toMatchObject({ status: 401, json: { error: "outdated" } });
  });
  test.each([-299_000, 299_000])("is not what was signed %i ms from now", async (offMs) => {
    expect((await arrange(options).post({ body, headers: stripeHeaders(body, NOW_MS + offMs) })).status).toBe(200);
  });
  test("cannot wait until it is forgotten", async () => {
    const { post, clock } = arrange(options);
    const headers = stripeHeaders(body, NOW_MS + 299_000);
    expect((await post({ body, headers })).status).toBe(200);
    await clock.advance(598_000);
    expect((await post({ body, headers })).status).toBe(409);
    await clock.advance(3000);
    expect((await post({ body, headers })).status).toBe(401);
  });
  test("is not what could not be recorded, or was refused, before", async () => {
    let fails = true;
    const { post } = arrange(options, (store) => ({
      ...store,
      append: (records, since) => (fails ? Promise.reject(new Error("away")) : store.append(records, since)),
    }));
    const headers = stripeHeaders(body);
    expect(await post({ body, headers })).toMatchObject({ status: 503, json: { error: "not-recorded" } });
    fails = false;
    expect((await post({ body, headers })).status).toBe(200);
    const wrong = '{"tags":[]}';
    for (const _ of [1, 2]) expect((await post({ body: wrong, headers: stripeHeaders(wrong) })).status).toBe(422);
  });
  test("is only what it is asked to be, where no time is signed", async () => {
    const headers = { "x-hub-signature-256": `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}` };
    const often = arrange({ scheme: schemes.github });
    for (const _ of [1, 2]) expect((await often.post({ body, headers })).status).toBe(200);
    const once = arrange({ scheme: schemes.github, onceOnly: true });
    expect((await once.post({ body, headers })).status).toBe(200);
    expect((await once.post({ body, headers })).status).toBe(409);
  });
});

test("a ledger that does not take it is a 503, which a sender tries again", async () => {
  const { post, told } = arrange({}, (store) => ({ ...store, append: () => Promise.reject(new Error("away")) }));
  const answer = await post();
  expect(answer).toMatchObject({ status: 503, json: { error: "not-recorded" } });
  expect(answer.headers.get("retry-after")).toBe("5");
  expect(told).toMatchObject([{ status: 503, outcome: "not-recorded", tags: ["t"] }]);
});

test("a ledger that hangs is a 503 after the deadline of the store", async () => {
  const { post, clock } = arrange({}, (store) => ({ ...store, append: () => new Promise(() => {}) }));
  const answer = post();
  await clock.advance(500);
  expect(await answer).toMatchObject({ status: 503 });
});

test("more proven requests than the limit are a 429 that says when to come again; forged ones do not count", async () => {
  const { post, clock } = arrange({ rateLimit: { requests: 2, perSeconds: 10 } });
  for (let forged = 0; forged < 5; forged++) await post({ headers: { authorization: "Bearer wrong" } });
  expect((await post()).status).toBe(200);
  expect((await post()).status).toBe(200);
  const refused = await post();
  expect(refused).toMatchObject({ status: 429, json: { error: "rate" } });
  expect(refused.headers.get("retry-after")).toBe("5");
  await clock.advance(5000);
  expect((await post()).status).toBe(200);
  expect((await post()).status).toBe(429);
});

test("every call is told, without the secret, the signature or the body", async () => {
  const { post, told } = arrange({ scheme: schemes.stripe() });
  const body = '{"tags":["t"],"paths":["/p"],"note":"private"}';
  const headers = stripeHeaders(body);
  await post({ body, headers });
  await post({ body, headers: { "stripe-signature": "t=1,v1=0" } });
  expect(told).toEqual([
    {
      status: 200,
      outcome: "recorded",
      bytes: body.length,
      tags: ["t"],
      paths: ["/p"],
      durationMs: expect.any(Number),
    },
    { status: 401, outcome: "forged", bytes: body.length, tags: [], paths: [], durationMs: expect.any(Number) },
  ]);
  const text = JSON.stringify(told);
  for (const hidden of [SECRET, "v1=", "private"]) expect(text).not.toContain(hidden);
});

test("a function of the user's that fails is a 500, and the request is no replay afterwards", async () => {
  let fails = true;
  const { post } = arrange({
    scheme: schemes.stripe(),
    change() {
      if (fails) throw new Error("boom");
      return { tags: ["t"] };
    },
  });
  const headers = stripeHeaders("{}");
  expect(await post({ body: "{}", headers })).toMatchObject({ status: 500, json: { error: "failed" } });
  fails = false;
  expect((await post({ body: "{}", headers })).status).toBe(200);
});

test.each([{ maxBodyBytes: 0 }, { toleranceSeconds: Number.NaN }, { rateLimit: { requests: 0, perSeconds: 1 } }])(
  "%j is refused when the route is created",
  (options) => {
    expect(() => arrange(options)).toThrow(expect.objectContaining({ code: "TL-CONFIG" }));
  },
);
