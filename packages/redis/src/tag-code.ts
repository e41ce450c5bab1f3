/**
 * Tags as they stand in Redis: `=` and the tag, or `!` and its UTF-16 code units in hexadecimal when it has lone
 * surrogates, which UTF-8 cannot express.
 */
export function encodeTag(tag: string): string {
  return tag.isWellFormed() ? `=${tag}` : `!${Buffer.from(tag, "utf16le").toString("hex")}`;
}

export function decodeTag(encoded: string): string {
  return encoded.startsWith("!") ? Buffer.from(encoded.slice(1), "hex").toString("utf16le") : encoded.slice(1);
}
