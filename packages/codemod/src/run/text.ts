/** More than anybody writes by hand. */
const LIMIT = 2 * 1024 * 1024;

/** The text of a file, or why it is none. Every byte of the text is in the result: also a BOM. */
export type Text = { readonly text: string } | { readonly problem: string };

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export function decode(bytes: Uint8Array): Text {
  if (bytes.length > LIMIT) {
    return {
      problem: `is ${(bytes.length / 1024 / 1024).toFixed(1)} MB; files over 2 MB are left alone, they are generated`,
    };
  }
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return { problem: "is UTF-16; save it as UTF-8 first" };
  }
  if (bytes.includes(0)) return { problem: "is binary" };
  try {
    return { text: decoder.decode(bytes) };
  } catch {
    return { problem: "is not UTF-8; save it as UTF-8 first" };
  }
}
