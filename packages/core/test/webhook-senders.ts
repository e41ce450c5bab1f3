import { createHmac } from "node:crypto";
import { sign as signForGithub } from "@octokit/webhooks-methods";
import { encodeSignatureHeader } from "@sanity/webhook";
import { Webhook } from "standardwebhooks";
import type { Received, Scheme } from "../src/webhook/scheme.ts";
import { schemes } from "../src/webhook/schemes.ts";

export const SECRET = "it's a secret";
export const BODY = '{"tags":["prodücts"]}';
export const SIGNED_AT_MS = 1_700_000_000_000;
const STANDARD_SECRET = `whsec_${Buffer.from(SECRET).toString("base64")}`;
export const CONTENTFUL_SECRET = `${"a".repeat(32)}0123456789ABCDEFabcdef0123456789`;

export interface Sender {
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
export const SENDERS: { readonly [name: string]: Sender } = {
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

export async function receivedFrom({ headers, target = "/api/revalidate", body = BODY }: Sender): Promise<Received> {
  return { method: "POST", target, headers: new Headers(await headers()), body: Buffer.from(body) };
}
