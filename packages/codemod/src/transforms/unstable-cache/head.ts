import type { Options } from "../../options.ts";
import type { SourceFile } from "../../source-file.ts";
import type { Comments } from "./comments.ts";
import type { Layout } from "./layout.ts";
import type { Settings } from "./settings.ts";

/** What `cacheTag` and `cacheLife` are called in the file. */
export interface Names {
  readonly tag: string;
  readonly life: string;
}

/** The directive and the two calls, and the comments that had been where they come from. */
export function headOf(
  settings: Settings,
  comments: Comments,
  names: Names,
  { directive }: Options,
  { text, style }: SourceFile,
  layout: Layout,
  indent: string,
): string[] {
  const comma = /,\s*\n\s*[)\]}]/.test(text) ? "," : "";
  const call = (name: string, args: readonly string[], behind: readonly string[]): string[] => {
    const end = [style.semi, ...behind.map((comment) => ` ${comment}`)].join("");
    const line = `${indent}${name}(${args.join(", ")})${style.semi}`;
    if (args.length < 2 || (line.length <= layout.width && !line.includes("\n")))
      return [`${name}(${args.join(", ")})${end}`];
    const lines = args.map((argument, index) => `${style.indent}${argument}${index < args.length - 1 ? "," : comma}`);
    return [`${name}(`, ...lines, `)${end}`];
  };
  const tags = settings.tags.map(({ text: tag, from }) =>
    from === undefined
      ? tag
      : tag.startsWith("...")
        ? tag
        : layout.moved(from.start, from.end, layout.indentAt(from.start), indent),
  );
  return [
    `${style.quote}${directive}${style.quote}${style.semi}`,
    ...comments.others.map(({ start, end }) => layout.moved(start, end, layout.indentAt(start), indent)),
    ...(tags.length === 0 ? [] : call(names.tag, tags, comments.ofTags)),
    ...call(names.life, [settings.life.text], [...(tags.length === 0 ? comments.ofTags : []), ...comments.ofLife]),
  ];
}
