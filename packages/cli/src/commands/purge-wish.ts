import { pathTags, tagForms } from "@tagledger/core";
import { invalidationOf, tagParts } from "@tagledger/core/operate";
import type { Invalidation } from "@tagledger/core/store";
import { UsageError } from "../cli/failure.ts";
import type { Values } from "../cli/values.ts";

export interface PurgeWish {
  readonly all: boolean;
  readonly prefix: string | undefined;
  /** What is named; tags of the prefix are still to be found. */
  readonly invalidation: Invalidation;
}

const YEAR_SECONDS = 31_536_000;

/** @throws UsageError when it names nothing, or what does not go together. */
export function purgeWish(values: Values): PurgeWish {
  const [tags, paths, prefix] = [values.texts("tag"), values.texts("path"), values.text("prefix")];
  const all = values.has("all");
  const expire = values.number("expire", 0, YEAR_SECONDS);
  if (values.has("max") && expire !== undefined) throw new UsageError("--max has no end; give --max or --expire.");
  const isNamed = tags.length > 0 || paths.length > 0 || prefix !== undefined;
  if (!all && !isNamed) throw new UsageError("Say what to purge: --tag, --path, --prefix or --all.");
  if (all && isNamed) throw new UsageError("--all is everything; give it alone.");
  if (all && (values.has("max") || expire !== undefined)) {
    throw new UsageError(
      "--all cannot serve the old meanwhile: no tag is on everything. Leave --max and --expire out.",
    );
  }
  const type = pathType(values.text("type"));
  if (type !== undefined && paths.length === 0) throw new UsageError("--type says which part of a --path.");
  for (const path of paths) {
    if (!path.startsWith("/")) throw new UsageError(`A path begins with a slash, unlike ${JSON.stringify(path)}.`);
  }
  const named = [...tags.flatMap(tagForms), ...paths.flatMap((path) => pathTags(path, type))];
  const durations = values.has("max") ? {} : expire === undefined ? undefined : { expire };
  return { all, prefix, invalidation: invalidationOf([...new Set([...named, ...tagParts(named)])], durations) };
}

function pathType(type: string | undefined): "page" | "layout" | undefined {
  if (type === undefined || type === "page" || type === "layout") return type;
  throw new UsageError(`--type is page or layout, not ${JSON.stringify(type)}.`);
}
