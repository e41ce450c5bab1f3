import { j, rangeOf } from "../../parse.ts";
import type { SourceFile } from "../../source-file.ts";
import { PUBLISHED } from "./handlers.ts";

/** `registerInitialCache` of instrumentation.ts fills a handler that is not there any more. */
export function reportSeeding(file: SourceFile): void {
  const isOfHandler = (value: string): boolean => PUBLISHED.some((name) => value.startsWith(`${name}/`));
  file.root.find(j.StringLiteral).forEach(({ node }) => {
    if (!isOfHandler(node.value)) return;
    file.report({
      kind: "left",
      reason: "seeding",
      offset: rangeOf(node).start,
      message: `${node.value} fills a handler that the configuration does not have any more.`,
      suggestion: "Remove it together with the handler; tagledger takes over what the build has prerendered by itself.",
    });
  });
}
