import { existsSync } from "node:fs";
import { join, posix } from "node:path";
import { ROOT } from "@tagledger/ci/command";
import type { Page } from "./page.ts";

/** @returns the relative links and images of a page that lead nowhere, and anchors that their page does not have. */
export function deadLinks({ path, links }: Page, pages: readonly Page[]): string[] {
  const byPath = new Map(pages.map((page) => [page.path, page]));
  return links
    .filter(({ target }) => !/^[a-z][a-z+.-]*:/i.test(target))
    .filter(({ target }) => {
      const [file = "", anchor] = decodeURI(target).split("#", 2);
      const to = file === "" ? path : posix.join(posix.dirname(path), file).replace(/\/$/, "");
      const page = byPath.get(to);
      if (page === undefined && !existsSync(join(ROOT, to))) return true;
      return anchor !== undefined && page?.anchors.has(anchor) !== true;
    })
    .map(({ target, line }) => `${path}:${line}: ${target}`);
}
