import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { join } from "node:path";
import parsePrometheusTextFormat from "parse-prometheus-text-format";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { built } from "../src/built.ts";
import { eventually } from "../src/eventually.ts";
import { invalidateByRoute } from "../src/invalidate.ts";
import { readMarkers, versionsOf } from "../src/marker.ts";
import { appDirectory } from "../src/next-app.ts";
import { METRICS_TOKEN, openOperated, type Operated, type Span, WEBHOOK_SECRET } from "../src/operations.ts";
import { operations as variant } from "../src/variants.ts";

let stage: Operated;

beforeAll(async () => {
  await built(variant);
  stage = await openOperated();
});
afterAll(() => stage?.close());
beforeEach(() => {
  stage.cdn.behave("well");
});

/** @returns the version that a page shows. */
async function versionOn(base: string, path: string, part: string): Promise<number | undefined> {
  const response = await fetch(new URL(path, base), { signal: AbortSignal.timeout(30_000) });
  return versionsOf(readMarkers(await response.text()), part)[0];
}

async function call(path: string, body: string, headers: Record<string, string>) {
  const response = await fetch(new URL(path, stage.a.url), { method: "POST", body, headers });
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
}

const bearer = { authorization: `Bearer ${WEBHOOK_SECRET}` };

describe("the webhook", () => {
  test("has invalidated on the other instance when it answers", async () => {
    expect(await versionOn(stage.b.url, "/products", "page")).toBe(stage.source.version);
    stage.source.bump();
    const answer = await call("/api/revalidate", '{"tags":["products"],"paths":["/nowhere"]}', bearer);
    expect(answer).toEqual({ status: 200, json: { recorded: true, tags: 1, paths: 1 } });
    expect(await versionOn(stage.b.url, "/products", "page")).toBe(stage.source.version);
    expect(await versionOn(stage.b.url, "/hole", "hole")).toBe(stage.source.version);
  });

  test.each([
    ["forged", {}, '{"tags":["products"]}', 401],
    ["forged", { authorization: "Bearer wrong" }, '{"tags":["products"]}', 401],
    ["malformed", bearer, "no json", 400],
    ["invalid", bearer, '{"tags":[""]}', 422],
    ["oversized", bearer, JSON.stringify({ tags: ["products"], padding: "x".repeat(10_000) }), 413],
  ])("refuses what is %s with %j", async (error, headers, body, status) => {
    expect(await call("/api/revalidate", body, headers)).toMatchObject({ status, json: { error } });
  });

  test("refuses a body in chunks that is oversized before its end, and one that claims to be shorter than it is", async () => {
    const inChunks = await send({ "transfer-encoding": "chunked" }, ["x".repeat(6000), "x".repeat(6000)], false);
    expect(inChunks).toMatchObject({ status: 413, json: { error: "oversized" } });
    // Node.js cuts it off and takes the rest for another request; what is left of this one is no JSON.
    const claimed = await send({ "content-length": "13" }, ['{"tags":["products"]}'], true);
    expect(claimed.status).toBe(400);
  });

  test("refuses a body that does not come to its end", async () => {
    const answer = await send({ "transfer-encoding": "chunked" }, ['{"tags":'], false);
    expect(answer).toMatchObject({ status: 408, json: { error: "slow" } });
  });

  test("accepts a signed request once, on whichever instance", async () => {
    const body = '{"tags":["signed"]}';
    const t = Math.floor(Date.now() / 1000);
    const v1 = createHmac("sha256", WEBHOOK_SECRET).update(`${t}.${body}`).digest("hex");
    const signed = { method: "POST", body, headers: { "x-cms-signature": `t=${t},v1=${v1}` } };
    expect((await fetch(new URL("/api/signed", stage.a.url), signed)).status).toBe(200);
    expect((await fetch(new URL("/api/signed", stage.b.url), signed)).status).toBe(409);
  });
});

/** Sends pieces of a body as they are, and ends it only if asked to. @returns the answer. */
function send(headers: Record<string, string>, pieces: readonly string[], ends: boolean) {
  return new Promise<{ status: number | undefined; json: unknown }>((resolve, reject) => {
    const url = new URL("/api/revalidate", stage.a.url);
    const sent = httpRequest(url, { method: "POST", headers: { ...bearer, ...headers } }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("end", () => {
        resolve({ status: response.statusCode, json: text === "" ? undefined : JSON.parse(text) });
        sent.destroy();
      });
    });
    sent.on("error", reject);
    for (const piece of pieces) sent.write(piece);
    if (ends) sent.end();
  });
}

describe("spans", () => {
  const children = (spans: Span[], of: Span): Span[] => spans.filter(({ parentSpanId }) => parentSpanId === of.spanId);

  test("of a request's reads are within the trace that Next.js makes of it", async () => {
    await versionOn(stage.a.url, "/hole", "hole");
    const before = stage.spans("A").length;
    await versionOn(stage.a.url, "/hole", "hole");
    await eventually(async () => {
      const spans = stage.spans("A").slice(before);
      // The end of the request before may be told late.
      const request = spans.findLast(({ name }) => name === "GET /hole");
      expect(request?.attributes).toMatchObject({ "next.span_type": "BaseServer.handleRequest" });
      const ours = spans.filter(({ name, traceId }) => name.startsWith("tagledger ") && traceId === request?.traceId);
      expect(ours.map(({ name }) => name)).toEqual(
        expect.arrayContaining(["tagledger get APP_PAGE", "tagledger get use-cache", "tagledger get FETCH"]),
      );
      const known = new Set(spans.map(({ spanId }) => spanId));
      for (const span of ours) {
        expect(known.has(span.parentSpanId ?? "")).toBe(true);
        expect(children(spans, span)).toEqual([]);
      }
      const read = ours.find(({ name }) => name === "tagledger get use-cache");
      expect(read?.attributes).toMatchObject({ "tagledger.answer": "hit", "tagledger.tier": "near" });
    });
  });

  test("of an invalidation are within the trace of the request that called it, without its tags", async () => {
    const before = stage.spans("A").length;
    await invalidateByRoute(stage.a.url, { tag: "some-secret-tag" });
    await eventually(async () => {
      const spans = stage.spans("A").slice(before);
      const request = spans.find(({ name }) => name === "POST /invalidate");
      const ours = spans.filter(({ name }) => name === "tagledger invalidate");
      expect(ours.map(({ attributes }) => attributes["tagledger.handler"])).toEqual(
        expect.arrayContaining(["use-cache", "incremental"]),
      );
      for (const { traceId, attributes } of ours) {
        expect(traceId).toBe(request?.traceId);
        expect(attributes).toMatchObject({ "tagledger.tags.count": 1 });
      }
    });
    expect(JSON.stringify(stage.spans("A"))).not.toContain("some-secret-tag");
  });

  test("do not make a prerendered page dynamic, nor fail its regeneration", async () => {
    await call("/api/revalidate", '{"tags":["products"]}', bearer);
    const answers = [];
    for (let request = 0; request < 2; request++) {
      const response = await fetch(new URL("/products", stage.a.url));
      answers.push([response.status, response.headers.get("x-nextjs-cache")]);
      await response.text();
    }
    expect(answers.at(-1)).toEqual([200, "HIT"]);
    expect(stage.a.log()).not.toMatch(/next-prerender|used `(?:Date|performance|Math\.random)/);
  });
});

describe("the metrics", () => {
  type Family = { name: string; type: string; metrics: { value?: string; labels?: Record<string, string> }[] };
  const scrape = (base: string, token: string): Promise<Response> =>
    fetch(new URL("/metrics", base), { headers: { authorization: `Bearer ${token}` } });

  test("are those of now, in a format that a parser reads", async () => {
    const hits = async (): Promise<number> => {
      const response = await scrape(stage.b.url, METRICS_TOKEN);
      expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
      const families = parsePrometheusTextFormat(await response.text()) as Family[];
      const gets = families.find(({ name }) => name === "tagledger_gets_total");
      expect(gets?.type).toBe("COUNTER");
      const found = gets?.metrics.filter(
        ({ labels }) => labels?.["tagledger_kind"] === "use-cache" && labels["tagledger_answer"] === "hit",
      );
      return (found ?? []).reduce((sum, { value }) => sum + Number(value), 0);
    };
    await versionOn(stage.b.url, "/hole", "hole");
    const before = await hits();
    await versionOn(stage.b.url, "/hole", "hole");
    expect(await hits()).toBe(before + 1);
  });

  test("say how long an invalidation of the other instance took to be known", async () => {
    const learned = async (): Promise<number> => {
      const text = await (await scrape(stage.b.url, METRICS_TOKEN)).text();
      return Number(/^tagledger_learn_delay_seconds_count (\d+)$/m.exec(text)?.[1] ?? 0);
    };
    const before = await learned();
    await call("/api/revalidate", '{"tags":["products"]}', bearer);
    await versionOn(stage.b.url, "/hole", "hole");
    expect(await learned()).toBeGreaterThan(before);
  });

  test("are for whoever has the token", async () => {
    const response = await scrape(stage.b.url, "wrong");
    expect(response.status).toBe(401);
    expect(await response.text()).not.toContain("tagledger_");
  });
});

test("TAGLEDGER_DEBUG writes each decision, and nothing is written without it", async () => {
  await versionOn(stage.a.url, "/hole", "hole");
  expect(stage.a.log()).toMatch(
    /^tagledger \S+ read use-cache v1-u-\w+ fresh from near, \d+(\.\d)? ms old, tags \["products"\]$/m,
  );
  expect(stage.a.log()).toMatch(/^tagledger \S+ webhook 200 recorded: /m);
  expect(stage.a.log()).not.toContain(WEBHOOK_SECRET);
  expect(stage.b.log()).not.toMatch(/^tagledger /m);
});

describe("a CDN in front", () => {
  test("is purged by the code that docs/cdn.md shows", () => {
    const code = readFileSync(join(appDirectory(variant.app), "lib/purge-cdn.ts"), "utf8");
    const page = readFileSync(join(import.meta.dirname, "../../../docs/cdn.md"), "utf8");
    expect(page).toContain(`// lib/purge-cdn.ts\n${code}\`\`\`\n`);
  });

  const purgedKeys = (): string[] => stage.cdn.purges().flatMap(({ keys = [] }) => keys);

  test("hears of an invalidation once, from the instance that recorded it, however it was asked for", async () => {
    await eventually(async () => expect(stage.cdn.attempts).toBeGreaterThan(0));
    await new Promise((resolve) => setTimeout(resolve, 300));
    stage.cdn.forget();
    await call("/api/revalidate", '{"tags":["by-webhook"],"paths":["/by-webhook"]}', bearer);
    await invalidateByRoute(stage.b.url, { tag: "by-tag" });
    await invalidateByRoute(stage.b.url, { path: "/by-path" });
    await eventually(async () => {
      expect(purgedKeys().toSorted((one, other) => one.localeCompare(other))).toEqual(["by-tag", "by-webhook"]);
      const paths = stage.cdn.purges().flatMap((purge) => purge.paths ?? []);
      expect(paths.toSorted((one, other) => one.localeCompare(other))).toEqual(["/by-path", "/by-webhook"]);
    });
    expect(stage.cdn.purges().every(({ soft }) => soft === false)).toBe(true);
    await call("/api/revalidate", '{"tags":["soon"],"expire":"max"}', bearer);
    await eventually(async () => {
      expect(stage.cdn.purges().at(-1)).toEqual({ keys: ["soon"], paths: [], soft: true });
    });
  });

  test.each(["failing", "hanging"] as const)(
    "that is %s holds nothing up, and is told when it recovers",
    async (how) => {
      stage.cdn.behave(how);
      stage.cdn.forget();
      stage.source.bump();
      const begun = performance.now();
      expect(await call("/api/revalidate", `{"tags":["products","${how}"]}`, bearer)).toMatchObject({ status: 200 });
      expect(performance.now() - begun).toBeLessThan(2000);
      expect(await versionOn(stage.b.url, "/products", "page")).toBe(stage.source.version);
      await eventually(async () => expect(stage.cdn.attempts).toBeGreaterThan(1));
      expect(purgedKeys()).toEqual([]);
      stage.cdn.behave("well");
      await eventually(async () => expect(purgedKeys()).toEqual(["products", how]));
    },
  );
});
