import { createHmac } from "node:crypto";
import { isEqual } from "./secret.ts";

/** What was received, with the body as it came. */
export interface Received {
  readonly method: string;
  /** Path and query, as in the request line. */
  readonly target: string;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** What the sender has proven. */
export interface Proof {
  /** Milliseconds since 1970 on the sender's clock, where that is signed. */
  readonly signedAtMs?: number;
  /** The signature, which is the same only for the same content; absent where there is none. */
  readonly signature?: string;
}

/** How a sender proves that it knows a secret. */
export interface Scheme {
  /** A short name for messages. */
  readonly name: string;
  /** A header without which there is no need to read the body; absent when the proof is in the body. */
  readonly header?: string;
  /** @returns `undefined` when it does not prove to know any of the secrets. */
  verify(received: Received, secrets: readonly string[]): Proof | undefined;
}

export interface HmacOptions {
  /** Of the header that has the signature. */
  readonly header: string;
  /** Default `sha256`. */
  readonly algorithm?: "sha1" | "sha256" | "sha512";
  /** Default `hex`. */
  readonly encoding?: "hex" | "base64" | "base64url";
  /** Before the signature in the header, such as `sha256=`. */
  readonly prefix?: string;
}

/** A signature of the body alone. It says nothing of when it was made. */
export function hmac({ header, algorithm = "sha256", encoding = "hex", prefix = "" }: HmacOptions): Scheme {
  return {
    name: `hmac in ${header}`,
    header,
    verify({ headers, body }, secrets) {
      const given = headers.get(header) ?? "";
      if (!given.startsWith(prefix)) return undefined;
      const signature = signatureOf([given.slice(prefix.length)], encoding, (secret) =>
        createHmac(algorithm, secret).update(body).digest(),
      );
      const found = signature(secrets);
      return found === undefined ? undefined : { signature: found };
    },
  };
}

/**
 * Compares every signature that was given with the one of every secret.
 *
 * @returns a function of the secrets, which answers with the signature in hexadecimal, or `undefined`.
 */
export function signatureOf(
  given: readonly string[],
  encoding: "hex" | "base64" | "base64url",
  sign: (secret: string) => Buffer,
): (secrets: readonly string[]) => string | undefined {
  return (secrets) => {
    let found: string | undefined;
    for (const secret of secrets) {
      const expected = sign(secret);
      // As text: what decodes to the same bytes, but is written differently, is another signature.
      const text = Buffer.from(expected.toString(encoding));
      for (const one of given) if (isEqual(Buffer.from(one), text)) found = expected.toString("hex");
    }
    return found;
  };
}
