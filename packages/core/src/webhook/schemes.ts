import { createHmac } from "node:crypto";
import { escape } from "node:querystring";
import { hmac, type HmacOptions, type Proof, type Received, type Scheme, signatureOf } from "./scheme.ts";
import { isSecret } from "./secret.ts";

/** How the common senders prove themselves. */
export interface Schemes {
  /**
   * The secret itself in a header: `Authorization: Bearer …`, or another one as it is. For Strapi
   * (https://docs.strapi.io/cms/backend-customization/webhooks, `defaultHeaders`) and whatever can set a header.
   */
  bearer(header?: string): Scheme;
  /**
   * The secret itself in the field `secret` of a JSON body. For Prismic (https://prismic.io/docs/webhooks). The body must
   * not be logged anywhere.
   */
  readonly prismic: Scheme;
  /** A signature of the body in a header of your choice. */
  hmac(options: HmacOptions): Scheme;
  /** https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries */
  readonly github: Scheme;
  /** https://shopify.dev/docs/apps/build/webhooks/subscribe/https, `X-Shopify-Hmac-Sha256` */
  readonly shopify: Scheme;
  /** https://www.storyblok.com/tp/webhook-secret-with-different-technologies, SHA-1 */
  readonly storyblok: Scheme;
  /** https://docs.stripe.com/webhooks#verify-manually, `t=…,v1=…` in seconds; in a header of your choice for others. */
  stripe(header?: string): Scheme;
  /** https://github.com/sanity-io/webhook-toolkit, `t=…,v1=…` in milliseconds. */
  readonly sanity: Scheme;
  /**
   * https://www.contentful.com/developers/docs/webhooks/request-verification/. It signs the path too: whatever is in
   * front of the application must not change it.
   */
  readonly contentful: Scheme;
  /** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md, used by Svix and others. */
  readonly standardWebhooks: Scheme;
}

export const schemes: Schemes = {
  bearer: (header = "authorization") => ({
    name: `secret in ${header}`,
    header,
    verify({ headers }, secrets) {
      const given = headers.get(header) ?? "";
      return isSecret(header.toLowerCase() === "authorization" ? given.replace(/^Bearer +/i, "") : given, secrets)
        ? {}
        : undefined;
    },
  }),
  prismic: {
    name: "prismic",
    verify({ body }, secrets) {
      const given = secretIn(body);
      return given !== undefined && isSecret(given, secrets) ? {} : undefined;
    },
  },
  hmac,
  github: { ...hmac({ header: "x-hub-signature-256", prefix: "sha256=" }), name: "github" },
  shopify: { ...hmac({ header: "x-shopify-hmac-sha256", encoding: "base64" }), name: "shopify" },
  storyblok: { ...hmac({ header: "webhook-signature", algorithm: "sha1" }), name: "storyblok" },
  stripe: (header = "stripe-signature") => timed("stripe", header, "hex", 1000),
  sanity: timed("sanity", "sanity-webhook-signature", "base64url", 1),
  contentful: {
    name: "contentful",
    header: "x-contentful-signature",
    verify(received, secrets) {
      const { headers, body } = received;
      const timestamp = headers.get("x-contentful-timestamp") ?? "";
      const text = Buffer.concat([Buffer.from(canonicalHead(received)), body]);
      const find = signatureOf([headers.get("x-contentful-signature") ?? ""], "hex", (secret) =>
        createHmac("sha256", secret).update(text).digest(),
      );
      return proofOf(find(secrets), timestamp, 1);
    },
  },
  standardWebhooks: {
    name: "standard-webhooks",
    header: "webhook-signature",
    verify({ headers, body }, secrets) {
      const timestamp = headers.get("webhook-timestamp") ?? "";
      const given = (headers.get("webhook-signature") ?? "").split(" ");
      const versionOne = given.filter((one) => one.startsWith("v1,")).map((one) => one.slice(3));
      const find = signatureOf(versionOne, "base64", (secret) =>
        createHmac("sha256", keyIn(secret))
          .update(`${headers.get("webhook-id") ?? ""}.${timestamp}.`)
          .update(body)
          .digest(),
      );
      // Whatever is not base64 decodes to nothing, and everybody knows the empty key.
      return proofOf(find(secrets.filter((secret) => keyIn(secret).length > 0)), timestamp, 1000);
    },
  },
};

function keyIn(secret: string): Buffer {
  return Buffer.from(secret.replace(/^whsec_/, ""), "base64");
}

/** `t=…,v1=…`, which signs the time, a dot and the body. There may be several of `v1`. */
function timed(name: string, header: string, encoding: "hex" | "base64url", unitMs: number): Scheme {
  return {
    name,
    header,
    verify({ headers, body }, secrets) {
      const fields = (headers.get(header) ?? "").split(/[, ]+/).map((field) => /^([^=]+)=(.*)$/.exec(field) ?? []);
      const valuesOf = (field: string): string[] =>
        fields.flatMap(([, key, value]) => (key === field && value !== undefined ? [value] : []));
      const [timestamp = "", ...more] = valuesOf("t");
      if (more.length > 0) return undefined;
      const find = signatureOf(valuesOf("v1"), encoding, (secret) =>
        createHmac("sha256", secret).update(`${timestamp}.`).update(body).digest(),
      );
      return proofOf(find(secrets), timestamp, unitMs);
    },
  };
}

function proofOf(signature: string | undefined, timestamp: string, unitMs: number): Proof | undefined {
  if (signature === undefined || !/^\d{1,15}$/.test(timestamp)) return undefined;
  return { signature, signedAtMs: Number(timestamp) * unitMs };
}

/** What Contentful signs before the body. The names of what is signed are signed too, as is the time. */
function canonicalHead({ method, target, headers }: Received): string {
  const [path = "", query = ""] = target.split("?");
  const signed = (headers.get("x-contentful-signed-headers") ?? "").split(",").map((name) => name.trim().toLowerCase());
  const names = new Set([...signed, "x-contentful-signed-headers", "x-contentful-timestamp"]);
  const lines = [...names]
    .filter((name) => /^[\w-]+$/.test(name) && headers.has(name))
    .toSorted((one, other) => (one < other ? -1 : 1))
    .map((name) => `${name}:${headers.get(name)?.trim()}`);
  const uri = encodeURI(query === "" ? path : `${path}?${escape(query)}`);
  return `${method}\n${uri}\n${lines.join(";")}\n`;
}

function secretIn(body: Uint8Array): string | undefined {
  try {
    const parsed: unknown = JSON.parse(new TextDecoder().decode(body));
    const secret: unknown = typeof parsed === "object" && parsed !== null ? Reflect.get(parsed, "secret") : undefined;
    return typeof secret === "string" ? secret : undefined;
  } catch {
    return undefined;
  }
}
