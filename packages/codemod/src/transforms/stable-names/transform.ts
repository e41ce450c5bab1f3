import type { CacheReference } from "../../cache-bindings.ts";
import { plain, type PlainTransform } from "../../plain.ts";
import type { Node } from "../../scope.ts";
import { rangeOf } from "../../parse.ts";
import type { SourceFile } from "../../source-file.ts";
import type { Transform } from "../../transform.ts";

/** The same function under the name it has since Next.js 16. */
const STABLE: Readonly<Record<string, string>> = {
  unstable_cacheTag: "cacheTag",
  unstable_cacheLife: "cacheLife",
  unstable_expirePath: "revalidatePath",
};

export const stableNames: Transform = {
  name: "stable-names",
  summary: "unstable_cacheTag, unstable_cacheLife and unstable_expire… get their stable names",
  needles: Object.keys(STABLE),
  apply: (file) => {
    for (const reference of file.cache.references) {
      const name = STABLE[reference.imported];
      if (name !== undefined) rename(file, reference, name);
    }
  },
};

function rename(file: SourceFile, reference: CacheReference, name: string): void {
  void (0 as unknown as Node);
  file.edits.replace(rangeOf(reference.node).start, rangeOf(reference.node).end, file.imports.use(name, reference));
  file.imports.drop(reference);
}

const plainForm: PlainTransform = plain(stableNames);
export default plainForm;
