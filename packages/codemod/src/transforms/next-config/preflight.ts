import { j, rangeOf } from "../../parse.ts";
import type { Node } from "../../scope.ts";
import type { SourceFile } from "../../source-file.ts";

/** What a file of the App Router may export, and `next build` refuses when `cacheComponents` is on. */
const REFUSED: Readonly<Record<string, string>> = {
  dynamic:
    "Remove it. What it forced is the default now ('force-dynamic'), or is said by 'use cache' ('force-static').",
  revalidate: "Put 'use cache' and cacheLife({ revalidate }) where the data is read.",
  fetchCache: "Remove it, and put 'use cache' where the data is read.",
  dynamicParams: "Remove it, and call notFound() for the parameters there should be no page for.",
  runtime: "Remove it; cacheComponents needs the Node.js runtime.",
  experimental_ppr: "Remove it; cacheComponents does the same for every page.",
};

/** What can be told before `cacheComponents` is turned on. Only a build tells the rest. */
export function preflight(file: SourceFile): void {
  file.root.find(j.ExportNamedDeclaration).forEach((path) => {
    const { declaration, specifiers } = path.node as unknown as { declaration: Node | null; specifiers: Node[] };
    const ids =
      declaration?.type === "VariableDeclaration"
        ? (declaration["declarations"] as Node[]).map(({ id }) => id as Node)
        : [];
    for (const id of [...ids, ...(specifiers ?? []).map(({ exported }) => exported as Node)]) {
      const name = String(id["name"]);
      const suggestion = REFUSED[name];
      if (suggestion === undefined) continue;
      const message = `With cacheComponents, "export const ${name}" is an error.`;
      file.report({ kind: "left", reason: "segment-config", offset: rangeOf(id).start, message, suggestion });
    }
  });
}
