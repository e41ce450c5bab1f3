import type { ASTPath } from "jscodeshift";
import type { Options } from "../../options.ts";
import { rangeOf } from "../../parse.ts";
import type { Node } from "../../scope.ts";
import type { SourceFile } from "../../source-file.ts";
import { arrowEnd, bodyOf } from "./body.ts";
import { collapsible } from "./collapse.ts";
import { lostComments, type Range } from "./comments.ts";
import { headOf } from "./head.ts";
import { createLayout } from "./layout.ts";
import { isCall, isMember, nodeOf, parentOf } from "./names.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { type Settings, slice } from "./settings.ts";
import { signatureOf } from "./signature.ts";
import type { Site } from "./site.ts";

/** Replaces a site by a function with the directive. Makes no edit when it refuses. */
export function writeSite(site: Site, settings: Settings, file: SourceFile, options: Options): Refusal | undefined {
  const layout = createLayout(file);
  const outer = collapsible(site, file.path);
  const place = outer === undefined ? placeOfCall(site, file.text) : placeOfBody(nodeOf(outer), file.text);
  const comments = lostComments(file, place, keptRanges(site, settings), settings);
  if (comments.directive) return refuse("directive-comment", "A @ts- comment is between the arguments.");
  const typed = typeArgumentOf(site, file);
  if (typed === "nowhere") return refuse("type-argument", "unstable_cache has a type argument here.");

  const names = {
    life: file.imports.use("cacheLife", site.reference),
    tag: settings.tags.length === 0 ? "" : file.imports.use("cacheTag", site.reference),
  };
  const base = layout.indentAt(place.base) + (isBranch(file.text, place.base) ? file.style.indent : "");
  const head = headOf(settings, comments, names, options, file, layout, base + file.style.indent);
  const body = bodyOf(site, head, file, layout, base);
  if (outer === undefined) {
    const written = wrapped(site, `${signatureOf(site, file, layout, base)}${body}`, file.text);
    file.edits.replace(place.start, place.end, `${place.lead}${written}`);
    if (typed !== undefined) file.edits.insert(typed.at, typed.text);
  } else {
    if (nodeOf(outer)["async"] !== true) file.edits.insert(rangeOf(outer.node).start, "async ");
    file.edits.replace(place.start, place.end, `${place.lead}${body}`);
  }
  file.imports.drop(site.reference);
  return undefined;
}

interface Place extends Range {
  readonly lead: string;
  /** Whose line has the indentation. */
  readonly base: number;
}

/** Without the line break that only the length of the call made. */
function placeOfCall({ call, invocation }: Site, text: string): Place {
  const { start, end } = rangeOf(call.node);
  if (invocation !== undefined && parentOf(invocation)?.node.type === "ExpressionStatement") {
    // A statement that starts with a parenthesis would continue the line above in a file without semicolons.
    return { start, end, lead: "void ", base: start };
  }
  const gap = /(?:=>?|\()(\s*\n\s*)$/.exec(text.slice(0, start))?.[1] ?? "";
  const isArgument = gap !== "" && text[start - gap.length - 1] === "(";
  const behind = isArgument ? /^,?\s*(?=\))/.exec(text.slice(end))?.[0] : "";
  // One of several arguments keeps its line.
  if (behind === undefined) return { start, end, lead: "", base: start };
  return {
    start: start - gap.length,
    end: end + behind.length,
    lead: gap === "" || isArgument ? "" : " ",
    base: start - gap.length,
  };
}

function placeOfBody(fn: Node, text: string): Place {
  const body = fn["body"] as Node;
  if (body.type === "BlockStatement") {
    const { start, end } = rangeOf(body);
    return { start, end, lead: "", base: end - 1 };
  }
  const start = arrowEnd(text, fn);
  return { start, end: rangeOf(fn).end, lead: " ", base: start };
}

/** A branch of a conditional on a line of its own; formatters put what is in it one level deeper. */
function isBranch(text: string, offset: number): boolean {
  return /^[ \t]*[?:][ \t]+[^\n]*$/.test(text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset));
}

/** What of the text stays, so that its comments stay with it. */
function keptRanges({ fn, memo }: Site, { tags, life }: Settings): Range[] {
  return [rangeOf((memo ?? fn).node), ...[...tags, life].flatMap(({ from }) => (from === undefined ? [] : [from]))];
}

/** `unstable_cache<T>(…)` has the type T: the variable can have it. */
function typeArgumentOf(
  { call, invocation }: Site,
  file: SourceFile,
): { at: number; text: string } | "nowhere" | undefined {
  const { params } = (nodeOf(call)["typeParameters"] ?? {}) as { params?: Node[] };
  if (params === undefined) return undefined;
  const { type, id } = nodeOf(parentOf(call) as ASTPath) as unknown as { type: string; id: Node };
  if (invocation !== undefined || type !== "VariableDeclarator" || id["typeAnnotation"] != null) return "nowhere";
  return { at: rangeOf(id).end, text: `: ${slice(file, params[0])}` };
}

/** `cache(fn)` of React stays around the function; and a function binds weaker than the call that it replaces. */
function wrapped({ memo, fn, call }: Site, written: string, text: string): string {
  if (memo !== undefined) {
    const outer = rangeOf(memo.node);
    const inner = rangeOf(fn.node);
    return `${text.slice(outer.start, inner.start)}${written}${text.slice(inner.end, outer.end)}`;
  }
  const parent = nodeOf(parentOf(call) as ASTPath);
  const isOperand =
    (isCall(parent) && parent["callee"] === call.node) ||
    (isMember(parent) && parent["object"] === call.node) ||
    (parent.type === "ConditionalExpression" && parent["test"] === call.node) ||
    /^TS(?:As|Satisfies|NonNull)Expression$|^(?:Await|Unary|Binary|Logical|TaggedTemplate)Expression$|^ExpressionStatement$/.test(
      parent.type,
    );
  return isOperand ? `(${written})` : written;
}
