import { promisify } from "node:util";
import { brotliCompress, brotliDecompress, constants, gzip, gunzip } from "node:zlib";

export interface Compression {
  readonly algorithm: "gzip" | "brotli";
  /** Entries of fewer bytes are kept as they are. */
  readonly fromBytes: number;
}

/** Numbers as they stand in the header of an entry. */
const NUMBERS = { gzip: 1, brotli: 2 } as const;
const PLAIN = 0;

/** Smaller than gzip at its default level in about the same time; docs/redis.md has the figures. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };
const GZIP = { level: 3 };

export interface Packed {
  readonly compression: number;
  readonly parts: readonly Uint8Array[];
}

/**
 * Compresses in another thread what is worth it; what would not become smaller stays as it is.
 *
 * @param maxBytes what is larger stays as it is: `unpack` would not make it so large again.
 */
export async function pack(
  frame: readonly Uint8Array[],
  settings: Compression | undefined,
  maxBytes: number,
): Promise<Packed> {
  const bytes = frame.reduce((sum, part) => sum + part.byteLength, 0);
  if (settings === undefined || bytes < settings.fromBytes || bytes > maxBytes)
    return { compression: PLAIN, parts: frame };
  const whole = Buffer.concat(frame);
  const packed =
    settings.algorithm === "brotli"
      ? await promisify(brotliCompress)(whole, BROTLI)
      : await promisify(gzip)(whole, GZIP);
  if (packed.length >= bytes) return { compression: PLAIN, parts: [whole] };
  return { compression: NUMBERS[settings.algorithm], parts: [packed] };
}

/**
 * @param maxBytes what it may become at the most.
 * @returns `undefined` for a compression that is not known.
 * @throws when the bytes are damaged or become too many.
 */
export async function unpack(compression: number, bytes: Buffer, maxBytes: number): Promise<Buffer | undefined> {
  const options = { maxOutputLength: maxBytes };
  if (compression === PLAIN) return bytes;
  if (compression === NUMBERS.gzip) return promisify(gunzip)(bytes, options);
  if (compression === NUMBERS.brotli) return promisify(brotliDecompress)(bytes, options);
  return undefined;
}
