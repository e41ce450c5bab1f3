import { type ConfigObjects, findConfigObjects } from "../../config-objects.ts";
import { tooOld, UPGRADE } from "../../next-version.ts";
import { rangeOf } from "../../parse.ts";
import { plain, type PlainTransform } from "../../plain.ts";
import type { Node } from "../../scope.ts";
import type { SourceFile } from "../../source-file.ts";
import type { Context, Transform } from "../../transform.ts";
import { decide } from "./decide.ts";
import { insertFirst } from "./enable.ts";
import { type Leaving, moveOut } from "./move.ts";
import { isTrue, KNOWN, nameOf, named, type Place, placesOf, propertiesOf, strays } from "./places.ts";
import { preflight } from "./preflight.ts";
import { changed, leave } from "./tell.ts";

const CONFIG = /(?:^|\/)next\.config\.[cm]?[jt]s$/;
const SEGMENT = /(?:^|\/)app\/(?:.*\/)?(?:page|layout|route|template|default|not-found)\.[cm]?[jt]sx?$/;

export const nextConfig: Transform = {
  name: "next-config",
  summary: "experimental.dynamicIO, useCache, cacheLife, cacheHandlers and cacheComponents go to their places of 16",
  needles: ["experimental", "module.exports", "export "],
  files: (path, { enableCacheComponents }) => CONFIG.test(path) || (enableCacheComponents && SEGMENT.test(path)),
  apply: (file, context) => {
    if (!CONFIG.test(file.path)) {
      preflight(file);
      return;
    }
    const config = findConfigObjects(file.root);
    const places = placesOf(config);
    const isOn = (name: string): boolean =>
      [
        ...config.objects.map(({ node }) => node as unknown as Node),
        ...places.map(({ experimental }) => experimental),
      ].some((object) => isTrue(named(object, name)));
    const on = isOn("cacheComponents") || isOn("dynamicIO");
    for (const { name, offset } of strays(file, places)) {
      const message = `${name} is set here in a way that cannot be moved by a program.`;
      leave(
        file,
        offset,
        "config-not-literal",
        message,
        `Set cacheComponents at the top level of the configuration instead.`,
      );
    }
    for (const place of places) convert(file, context, place, on);
    if (context.options.enableCacheComponents && !on) enable(file, config, places);
  },
};

function convert(file: SourceFile, context: Context, place: Place, on: boolean): void {
  const known = propertiesOf(place.experimental).filter((property) => KNOWN.has(nameOf(property)));
  const old = tooOld(context);
  if (old !== undefined) {
    for (const property of known) {
      const message = `experimental.${nameOf(property)} has another place since Next.js 16; ${old}.`;
      leave(file, rangeOf(property).start, "next-too-old", message, UPGRADE);
    }
    return;
  }
  const leaving: Leaving[] = [];
  for (const property of known) {
    const decided = decide(file, context, place, property, on);
    if (decided !== undefined && !leaving.some(({ as }) => as !== undefined && as === decided.as))
      leaving.push(decided);
  }
  const turnsOn =
    context.options.enableCacheComponents && !on && known.some((property) => nameOf(property) === "useCache");
  if (leaving.length > 0) moveOut(file, place, leaving, turnsOn ? ["cacheComponents: true"] : []);
}

function enable(file: SourceFile, { objects, opaque }: ConfigObjects, places: readonly Place[]): void {
  const moved = places.some(({ experimental }) => isTrue(named(experimental, "useCache")));
  const [first] = objects;
  if (first === undefined || (opaque && !moved)) {
    const message = "The object this configuration exports is not in this file.";
    leave(file, 0, "config-not-literal", message, "Set cacheComponents: true in it by hand.");
    return;
  }
  const off = named(first.node as unknown as Node, "cacheComponents");
  if (off !== undefined) {
    leave(
      file,
      rangeOf(off).start,
      "cacheComponents-off",
      "cacheComponents is set, and not to true.",
      "Set it to true when you are ready.",
    );
    return;
  }
  if (!moved) insertFirst(file, first.node as unknown as Node);
  const { start } = rangeOf(first.node);
  changed(file, start, "cacheComponents is on.");
  const message =
    "Data that is neither cached nor inside <Suspense> is an error now, and so is reading the time outside of them.";
  const suggestion = "Run next build: it names each place. Set partialPrefetching to true or false as well.";
  file.report({ kind: "note", reason: "cache-components", offset: start, message, suggestion });
}

const plainForm: PlainTransform = plain(nextConfig);
export default plainForm;
