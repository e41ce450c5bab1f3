import { describe, expect, it } from "vitest";
import { createMarkTable } from "./mark-table.ts";

describe("a mark table", () => {
  it("keeps one mark for each tag, in the order of the newest positions", () => {
    const table = createMarkTable();
    table.add({ tag: "a", hard: 1, soft: 0, atMs: 10 });
    table.add({ tag: "b", hard: 2, soft: 0, atMs: 20 });
    table.add({ tag: "a", hard: 0, soft: 3, atMs: 30 });
    expect([...table.marks()]).toEqual([
      { tag: "b", hard: 2, soft: 0, atMs: 20 },
      { tag: "a", hard: 1, soft: 3, atMs: 30 },
    ]);
  });

  it("does not let a profile of the past harden a later one", () => {
    const table = createMarkTable();
    table.add({ tag: "a", hard: 0, soft: 5, atMs: 0, hardensAtMs: 1_000 });
    table.add({ tag: "a", hard: 0, soft: 9, atMs: 2_000 });
    expect([...table.marks()]).toEqual([{ tag: "a", hard: 5, soft: 9, atMs: 2_000 }]);
  });

  it("keeps a deadline that is still to come", () => {
    const table = createMarkTable();
    table.add({ tag: "a", hard: 0, soft: 5, atMs: 0, hardensAtMs: 9_000 });
    table.add({ tag: "a", hard: 0, soft: 9, atMs: 2_000 });
    expect([...table.marks()]).toEqual([{ tag: "a", hard: 0, soft: 9, atMs: 2_000, hardensAtMs: 9_000 }]);
  });

  it("drops the oldest marks and tells up to which position", () => {
    const table = createMarkTable();
    for (let seq = 1; seq <= 5; seq++) table.add({ tag: `t${seq}`, hard: seq, soft: 0, atMs: seq * 100 });
    expect(table.drop(3, 0)).toBe(2);
    expect(table.drop(3, 401)).toBe(4);
    expect(table.drop(3, 0)).toBe(0);
    expect([...table.marks()].map(({ tag }) => tag)).toEqual(["t5"]);
  });
});
