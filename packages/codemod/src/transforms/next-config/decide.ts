import { rangeOf } from "../../parse.ts";
import type { Node } from "../../scope.ts";
import type { SourceFile } from "../../source-file.ts";
import type { Context } from "../../transform.ts";
import type { Leaving } from "./move.ts";
import { isTrue, nameOf, named, type Place } from "./places.ts";
import { changed, leave } from "./tell.ts";

/** What becomes of one option; `undefined` when it stays, and is reported where that needs a word. */
export function decide(
  file: SourceFile,
  { options }: Context,
  place: Place,
  property: Node,
  on: boolean,
): Leaving | undefined {
  const name = nameOf(property);
  const { start } = rangeOf(property);
  const top = name === "dynamicIO" ? "cacheComponents" : name;
  if (name === "ppr") {
    const suggestion = "Remove it, and set cacheComponents: true when the pages are ready for it.";
    leave(file, start, "experimental-ppr", "experimental.ppr is an error in Next.js 16.", suggestion);
    return undefined;
  }
  if (name === "useCache") {
    if (on && isTrue(property)) {
      changed(file, start, "cacheComponents turns 'use cache' on; experimental.useCache is not needed any more.");
      return { property, as: undefined };
    }
    if (on) {
      leave(
        file,
        start,
        "use-cache-off",
        "experimental.useCache cannot be off when cacheComponents is on.",
        "Decide for one of them.",
      );
      return undefined;
    }
    if (options.enableCacheComponents && isTrue(property)) {
      changed(file, start, "cacheComponents: true takes the place of experimental.useCache.");
      return { property, as: undefined };
    }
    const message =
      "experimental.useCache works, and is deprecated. cacheComponents, which replaces it, changes how pages render.";
    file.report({
      kind: "note",
      reason: "use-cache-alone",
      offset: start,
      message,
      suggestion: "See what --enable-cache-components lists.",
    });
    return undefined;
  }
  const given = named(place.object, top);
  if (given !== undefined) {
    const same = valueOf(file, given) === valueOf(file, property);
    if (!same)
      leave(file, start, "given-twice", `${top} is given at the top level with another value.`, "Keep one of them.");
    else changed(file, start, `${top} is given at the top level already.`);
    return same ? { property, as: undefined } : undefined;
  }
  changed(file, start, `experimental.${name} is ${top} at the top level now.`);
  return { property, as: top };
}

function valueOf(file: SourceFile, property: Node): string {
  const { start, end } = rangeOf(property["value"]);
  return file.text.slice(start, end);
}
