import { randomBytes } from "node:crypto";

/** Where identifiers that must never repeat come from. */
export interface Random {
  /** @returns `bytes` random bytes as lower-case hexadecimal (two characters a byte). */
  hex(bytes: number): string;
}

/** The operating system's source of randomness. */
export const systemRandom: Random = { hex: (bytes) => randomBytes(bytes).toString("hex") };
