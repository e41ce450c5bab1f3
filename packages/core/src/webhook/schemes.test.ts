import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { BODY, CONTENTFUL_SECRET, receivedFrom, SECRET, type Sender, SENDERS } from "../../test/webhook-senders.ts";
import { schemes } from "./schemes.ts";

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
