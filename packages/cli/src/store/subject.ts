import { pathTags, tagForms } from "@tagledger/core";
import { UsageError } from "../cli/failure.ts";

/** What `inspect` is asked about. */
export type Subject =
  | { readonly type: "key"; readonly key: string }
  | { readonly type: "tag" | "path"; readonly name: string; readonly tags: readonly string[] };

const KEY = /^v\d+-[a-z]-[0-9a-f]{64}$/;
const TYPES = ["tag", "path", "key"] as const;

/**
 * @param as what it is said to be; otherwise a key is told by its form and a path by its slash.
 * @throws UsageError.
 */
export function subjectOf(text: string, as: string | undefined): Subject {
  const type = as === undefined ? guess(text) : TYPES.find((one) => one === as);
  if (type === undefined) throw new UsageError(`--as is ${TYPES.join(", ")}, not ${JSON.stringify(as)}.`);
  if (text === "") throw new UsageError("The tag, path or key is empty.");
  if (type === "tag") return { type, name: text, tags: tagForms(text) };
  if (type === "path") {
    if (!text.startsWith("/")) throw new UsageError(`A path begins with a slash, unlike ${JSON.stringify(text)}.`);
    return { type, name: text, tags: pathTags(text) };
  }
  if (!KEY.test(text))
    throw new UsageError("A key looks like v1-u-… with 64 hexadecimal digits, as inspect prints it.");
  return { type, key: text };
}

function guess(text: string): (typeof TYPES)[number] {
  if (KEY.test(text)) return "key";
  return text.startsWith("/") ? "path" : "tag";
}
