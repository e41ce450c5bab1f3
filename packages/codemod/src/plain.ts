import type { API, FileInfo, Options as Flags } from "jscodeshift";
import { applyTransform } from "./apply.ts";
import { DEFAULT_OPTIONS, type Options } from "./options.ts";
import { UNKNOWN_APP } from "./project/app.ts";
import { UNKNOWN_REACH } from "./project/reach.ts";
import { positionOf } from "./position.ts";
import type { Transform } from "./transform.ts";

export type PlainTransform = (file: FileInfo, api: API, flags: Flags) => string | undefined;

/**
 * The form that `npx jscodeshift -t` runs. It sees one file and no project, so every question about the rest of the
 * project has the conservative answer. What it leaves to a person is printed with jscodeshift's own `report`.
 */
export function plain(transform: Transform): PlainTransform {
  return (file, api, flags) => {
    const options: Options = { ...DEFAULT_OPTIONS, ...(flags as Partial<Options>) };
    if (transform.files?.(file.path, options) === false) return undefined;
    if (!transform.needles.some((needle) => file.source.includes(needle))) return undefined;
    const context = { options, app: UNKNOWN_APP, reach: UNKNOWN_REACH };
    const { text, edits, findings, failure } = applyTransform(transform, file.path, file.source, context);
    if (failure !== undefined) throw new Error(failure);
    for (const { kind, reason, offset, message } of findings) {
      if (kind === "left") api.report(`${file.path}:${positionOf(file.source, offset).line} ${reason}: ${message}`);
    }
    return edits.length === 0 ? undefined : text;
  };
}
