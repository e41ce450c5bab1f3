import { createHash, timingSafeEqual } from "node:crypto";

/** One secret, or several while one replaces the other. What is not set or empty matches nothing. */
export type Secrets = string | undefined | readonly (string | undefined)[];

/** @returns those that are set. */
export function secretsOf(secrets: Secrets): readonly string[] {
  return [secrets].flat().filter((secret): secret is string => secret !== undefined && secret !== "");
}

/** Compares with every secret, in a time that tells nothing of them but how many there are. */
export function isSecret(given: string, secrets: readonly string[]): boolean {
  return secrets.map((secret) => isEqual(Buffer.from(given), Buffer.from(secret))).includes(true);
}

/** Compares hashes, which are of one length: how long the expected bytes are does not show either. */
export function isEqual(given: Uint8Array, expected: Uint8Array): boolean {
  return timingSafeEqual(hashOf(given), hashOf(expected));
}

function hashOf(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}
