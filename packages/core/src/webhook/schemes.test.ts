import { createHmac } from "node:crypto";
import { sign as signForGithub } from "@octokit/webhooks-methods";
import { encodeSignatureHeader } from "@sanity/webhook";
import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import type { Received, Scheme } from "./scheme.ts";
import { schemes } from "./schemes.ts";

const SECRET = "it's a secret";
const BODY = '{"tags":["prodücts"]}';
const SIGNED_AT_MS = 1_700_000_000_000;
const STANDARD_SECRET = `whsec_${Buffer.from(SECRET).toString("base64")}`;
const CONTENTFUL_SECRET = `${"a".repeat(32)}0123456789ABCDEFabcdef0123456789`;

interface Sender {
  readonly scheme: Scheme;
  readonly secret?: string;
  readonly target?: string;
  readonly body?: string;
  readonly signedAtMs?: number;
  headers(): Promise<Record<string, string>> | Record<string, string>;
}

const digest = (algorithm: string, text: string, encoding: "hex" | "base64"): string =>
  createHmac(algorithm, SECRET).update(text).digest(encoding);

/** Each as the sender, or its own library, makes it. */
const SENDERS: { readonly [name: string]: Sender } = {
  bearer: { scheme: schemes.bearer(), headers: () => ({ authorization: `Bearer ${SECRET}` }) },
  "a header": { scheme: schemes.bearer("x-secret"), headers: () => ({ "x-secret": SECRET }) },
  prismic: {
    scheme: schemes.prismic,
    body: JSON.stringify({ type: "api-update", secret: SECRET }),
    headers: () => ({}),
  },
  github: {
    scheme: schemes.github,
    headers: async () => ({ "x-hub-signature-256": await signForGithub(SECRET, BODY) }),
  },
  shopify: { scheme: schemes.shopify, headers: () => ({ "x-shopify-hmac-sha256": digest("sha256", BODY, "base64") }) },
  storyblok: { scheme: schemes.storyblok, headers: () => ({ "webhook-signature": digest("sha1", BODY, "hex") }) },
  stripe: {
    scheme: schemes.stripe(),
    signedAtMs: SIGNED_AT_MS,
    headers: () => {
      const t = SIGNED_AT_MS / 1000;
      return { "stripe-signature": `t=${t},v1=00,v1=${digest("sha256", `${t}.${BODY}`, "hex")},v0=11` };
    },
  },
  sanity: {
    scheme: schemes.sanity,
    signedAtMs: SIGNED_AT_MS,
    headers: async () => ({ "sanity-webhook-signature": await encodeSignatureHeader(BODY, SIGNED_AT_MS, SECRET) }),
  },
  // Made with `signRequest` of @contentful/node-apps-toolkit 3.16.1.
  contentful: {
    scheme: schemes.contentful,
    secret: CONTENTFUL_SECRET,
    target: "/api/revalidate?from=cms",
    body: '{"tags":["products"]}',
    signedAtMs: SIGNED_AT_MS,
    headers: () => ({
      "content-type": "application/vnd.contentful.management.v1+json",
      "x-contentful-topic": "ContentManagement.Entry.publish",
      "x-contentful-signature": "acbfb30ad6ac708d67d3a712d87af8ab42f906c5c036b913f3f7cc5b469188fe",
      "x-contentful-signed-headers":
        "content-type,x-contentful-signed-headers,x-contentful-timestamp,x-contentful-topic",
      "x-contentful-timestamp": "1700000000000",
    }),
  },
  "standard webhooks": {
    scheme: schemes.standardWebhooks,
    secret: STANDARD_SECRET,
    signedAtMs: SIGNED_AT_MS,
    headers: () => ({
      "webhook-id": "msg_1",
      "webhook-timestamp": String(SIGNED_AT_MS / 1000),
      "webhook-signature": `v1,AAAA ${new Webhook(STANDARD_SECRET).sign("msg_1", new Date(SIGNED_AT_MS), BODY)}`,
    }),
  },
};

async function receivedFrom({ headers, target = "/api/revalidate", body = BODY }: Sender): Promise<Received> {
  return { method: "POST", target, headers: new Headers(await headers()), body: Buffer.from(body) };
}

describe.each(Object.entries(SENDERS))("a request by %s", (_name, sender) => {
  const { scheme, secret = SECRET, signedAtMs } = sender;

  test("is proven by the secret, also while there are several, and says when it was signed", async () => {
    const received = await receivedFrom(sender);
    for (const secrets of [[secret], ["other", secret], [secret, "other"]]) {
      expect(scheme.verify(received, secrets)).toBeDefined();
    }
    expect(scheme.verify(received, [secret])?.signedAtMs).toBe(signedAtMs);
  });

  test("is forged with another secret, or none", async () => {
    const received = await receivedFrom(sender);
    for (const secrets of [["other"], [], [`${secret.slice(0, -4)}AAAA`]])
      expect(scheme.verify(received, secrets)).toBeUndefined();
  });

  test("is forged when any header that it is proven by is missing or changed, and never throws", async () => {
    const received = await receivedFrom(sender);
    const proving = Object.keys(await sender.headers()).filter((name) => name === scheme.header || signedAtMs);
    for (const name of proving) {
      for (const change of ["", "x", "t=1,v1=", "=,=", "\u00ff"]) {
        const headers = new Headers(received.headers);
        headers.set(name, change);
        expect(scheme.verify({ ...received, headers }, [secret])).toBeUndefined();
      }
      const headers = new Headers(received.headers);
      headers.delete(name);
      expect(scheme.verify({ ...received, headers }, [secret])).toBeUndefined();
    }
  });
});

const SIGNED = Object.entries(SENDERS).filter(([name]) => !["bearer", "a header", "prismic"].includes(name));

test.each(SIGNED)("one changed byte of a body that %s signed makes it forged", async (_name, sender) => {
  const received = await receivedFrom(sender);
  for (const index of [0, received.body.length - 1]) {
    const body = Buffer.from(received.body);
    body[index] = (body[index] ?? 0) ^ 1;
    expect(sender.scheme.verify({ ...received, body }, [sender.secret ?? SECRET])).toBeUndefined();
  }
  expect(sender.scheme.verify({ ...received, body: Buffer.alloc(0) }, [sender.secret ?? SECRET])).toBeUndefined();
});

test("a secret of standard webhooks that is not base64 is none, rather than the empty key that anybody has", () => {
  const signature = createHmac("sha256", "").update(`m.1700000000.${BODY}`).digest("base64");
  const headers = new Headers({
    "webhook-id": "m",
    "webhook-timestamp": "1700000000",
    "webhook-signature": `v1,${signature}`,
  });
  const received = { method: "POST", target: "/", headers, body: Buffer.from(BODY) };
  for (const secret of ["whsec_", "!", "whsec_="]) {
    expect(schemes.standardWebhooks.verify(received, [secret])).toBeUndefined();
  }
});

test("contentful signs the path, the method and the headers that it names", async () => {
  const received = await receivedFrom(SENDERS["contentful"] as Sender);
  const headers = new Headers(received.headers);
  headers.set("x-contentful-topic", "ContentManagement.Entry.unpublish");
  for (const changed of [{ target: "/api/other?from=cms" }, { method: "PUT" }, { headers }]) {
    expect(schemes.contentful.verify({ ...received, ...changed }, [CONTENTFUL_SECRET])).toBeUndefined();
  }
});
