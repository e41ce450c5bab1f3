import { describeAnswer, joinTypes } from "./cell.ts";
import { follow, summarize, type Followed } from "./follow.ts";
import { expireTag } from "./invalidate.ts";
import { request, type RequestType } from "./request.ts";
import { rowText, type Row } from "./row.ts";
import type { Read } from "./source.ts";
import type { Stage } from "./stage.ts";
import { warm } from "./warm.ts";

export type Measured = {
  row: Row;
  text: string;
  /** Every answer behind `text`, for the message of a failed test. */
  evidence: string[];
};

const types: RequestType[] = ["D", "N", "P", "S"];

/**
 * Invalidates on A and asks `first`. One invalidation serves all shapes of one request type,
 * as one invalidation serves all pages of an application.
 */
export async function measure(stage: Stage, rows: Row[], first: "a" | "b"): Promise<Measured[]> {
  const { source, a, b } = stage;
  const [near, far] = first === "b" ? [b, a] : [a, b];
  const measuring = rows.map((row) => ({
    row,
    cells: new Map<RequestType, string>(),
    after: new Set<string>(),
    evidence: [] as string[],
  }));

  await warm(stage, rows);
  for (const type of types) {
    const version = source.bump();
    await expireTag(a.url, "t1");
    for (const { row, cells, after, evidence } of measuring) {
      const { shape } = row;
      if (!shape.types.includes(type)) continue;
      source.forget();
      const answer = await request(near.url, shape.path, type, shape.segment);
      const followed = await follow(row, near, far);
      const reads = source.reads({ key: shape.key });
      const cell = describeAnswer(answer, version, reads);
      cells.set(type, cell);
      after.add(summarize(shape, followed, version));
      evidence.push(`${near.name}.${type} ${cell}; ${explain(followed, reads, version)}`);
    }
  }
  return measuring.map(({ row, cells, after, evidence }) => ({
    row,
    text: `${joinTypes(cells)} → ${[...after].join(" / ")}`,
    evidence,
  }));
}

function explain(followed: Followed[], reads: Read[], version: number): string {
  const words = followed.map(({ at, answer }) => `${at}.${answer.type} ${describeAnswer(answer, version)}`);
  const recomputed = reads.map((read) => `${read.at}.${read.part}`);
  return `then ${withoutRepeats(words).join(", ")}; recomputed ${recomputed.join(" ") || "nothing"}`;
}

function withoutRepeats(words: string[]): string[] {
  const runs: { word: string; times: number }[] = [];
  for (const word of words) {
    const last = runs.at(-1);
    if (last?.word === word) last.times++;
    else runs.push({ word, times: 1 });
  }
  return runs.map(({ word, times }) => (times > 1 ? `${word} ×${times}` : word));
}

/** The table in the shape of the specification, with the answers behind every row that differs. */
export function report(measured: Measured[]): string {
  return measured
    .map(({ row, text, evidence }) => {
      const line = `| ${row.shape.name} | ${text} |`;
      if (text === rowText(row)) return line;
      return [`${line} expected: ${rowText(row)}`, ...evidence.map((each) => `    ${each}`)].join("\n");
    })
    .join("\n");
}

/** Empty when the matrix is the expected one. */
export function differences(measured: Measured[]): string[] {
  return measured
    .filter(({ row, text }) => text !== rowText(row))
    .map(({ row, text }) => `${row.shape.name}: ${text}, expected ${rowText(row)}`);
}
