import { parser as promql } from "@prometheus-io/lezer-promql";
import { validate as validateDockerfile } from "dockerfile-utils";
import { parseAllDocuments } from "yaml";
import type { Block } from "./page.ts";

/** What finds the mistakes in a block that is data; each returns one sentence for each mistake. */
export const DATA_LANGUAGES: Readonly<Record<string, (content: string) => string[]>> = {
  json: jsonProblems,
  yaml: (content) => parseAllDocuments(content).flatMap(({ errors }) => errors.map(({ message }) => message)),
  dockerfile: (content) =>
    validateDockerfile(content).map(({ message }) => (typeof message === "string" ? message : message.value)),
  promql: promqlProblems,
};

/** @returns what is wrong with a block, with its page and line. */
export function dataProblems({ language, content, page, line }: Block): string[] {
  return DATA_LANGUAGES[language]?.(content).map((problem) => `${page}:${line}: ${problem}`) ?? [];
}

function jsonProblems(content: string): string[] {
  try {
    JSON.parse(content);
    return [];
  } catch (error) {
    return [String(error)];
  }
}

function promqlProblems(content: string): string[] {
  const problems: string[] = [];
  promql.parse(content).iterate({
    enter({ type, from, to }) {
      if (type.isError) problems.push(`not PromQL at ${JSON.stringify(content.slice(from, to + 20))}`);
    },
  });
  return problems;
}
