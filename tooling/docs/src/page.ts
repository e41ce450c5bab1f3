import GithubSlugger from "github-slugger";
import type { Html, Nodes } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmTableFromMarkdown } from "mdast-util-gfm-table";
import { gfmTable } from "micromark-extension-gfm-table";
import { visit } from "unist-util-visit";

/** What a page says that can be held against reality. */
export interface Page {
  /** From the root of the repository. */
  readonly path: string;
  readonly blocks: readonly Block[];
  /** Targets of links and sources of images, as they are written. */
  readonly links: readonly Link[];
  /** What a link can name behind `#`. */
  readonly anchors: ReadonlySet<string>;
  readonly tables: readonly Table[];
  readonly text: string;
}

/** A fenced block. */
export interface Block {
  readonly page: string;
  /** Of the first line of its content, from 1. */
  readonly line: number;
  /** The word behind the fence; the empty string when there is none. */
  readonly language: string;
  readonly content: string;
  /** From `<!-- not checked: reason -->` in front of it. */
  readonly notChecked?: string;
}

export interface Link {
  readonly line: number;
  readonly target: string;
}

/** Rows of cells, as plain text; the first one is the heading. */
export type Table = readonly (readonly string[])[];

const NOT_CHECKED = /^<!-- not checked: (?<reason>.+) -->$/s;
const SOURCES = /\b(?:src|srcset|href)="(?<target>[^"\s]+)"/g;

export function parsePage(path: string, text: string): Page {
  const tree = fromMarkdown(text, { extensions: [gfmTable()], mdastExtensions: [gfmTableFromMarkdown()] });
  const slugger = new GithubSlugger();
  const blocks: Block[] = [];
  const links: Link[] = [];
  const anchors = new Set<string>();
  const tables: Table[] = [];
  visit(tree, (node, index, parent) => {
    const line = node.position?.start.line ?? 0;
    switch (node.type) {
      case "code": {
        const before = index === undefined ? undefined : parent?.children[index - 1];
        const reason = before?.type === "html" ? reasonIn(before) : undefined;
        const block = { page: path, line: line + 1, language: node.lang ?? "", content: node.value };
        blocks.push({ ...block, ...(reason !== undefined && { notChecked: reason }) });
        return;
      }
      case "link":
      case "image":
      case "definition":
        links.push({ line, target: node.url });
        return;
      case "html":
        for (const { groups } of node.value.matchAll(SOURCES)) links.push({ line, target: groups?.["target"] ?? "" });
        return;
      case "heading":
        anchors.add(slugger.slug(plainText(node)));
        return;
      case "table":
        tables.push(node.children.map((row) => row.children.map(plainText)));
        return;
      default:
    }
  });
  return { path, blocks, links, anchors, tables, text };
}

function reasonIn({ value }: Html): string | undefined {
  return NOT_CHECKED.exec(value)?.groups?.["reason"];
}

function plainText(node: Nodes): string {
  if ("value" in node) return node.value;
  return "children" in node ? node.children.map(plainText).join("") : "";
}
