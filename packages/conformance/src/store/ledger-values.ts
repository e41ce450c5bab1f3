import type { Invalidation, MarkRecord, News, Position, Store } from "@tagledger/core";
import { expect } from "vitest";

export const hard = (...tags: string[]): Invalidation => ({ tags, kind: "hard" });

export const soft = (tags: string[], expireSeconds?: number): Invalidation => ({
  tags,
  kind: "soft",
  ...(expireSeconds !== undefined && { expireSeconds }),
});

/** @returns all that the ledger knows. */
export async function everything(store: Store): Promise<News> {
  const news = await store.news(undefined);
  expect(news, "a caller without a position is told everything").toBeDefined();
  return news as News;
}

export async function headOf(store: Store): Promise<Position> {
  return (await everything(store)).position;
}

export function markOf(news: News | undefined, tag: string): MarkRecord | undefined {
  const known = news?.marks.filter((mark) => mark.tag === tag) ?? [];
  if (known.length <= 1) return known[0];
  // A store may tell records one by one: what they come to is what counts.
  return known.reduce((sum, next) => ({
    ...next,
    hard: Math.max(sum.hard, next.hard),
    soft: Math.max(sum.soft, next.soft),
  }));
}

/** The tags in the order of their marks. */
export function tagsOf(news: News | undefined): string[] {
  return (news?.marks ?? []).map(({ tag }) => tag);
}
