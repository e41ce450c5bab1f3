import { shapeNamed, type Shape } from "./shape.ts";

/** One row of the matrix: a shape, the first answer per request type, and what follows it. */
export type Row = { shape: Shape; first: string; then: string };

export const rowText = (row: Row): string => `${row.first} → ${row.then}`;

/** Reads the table as the specification writes it: `st | DNPS:REV → static`. */
export function readTable(table: string): Row[] {
  return table
    .trim()
    .split("\n")
    .map((line) => {
      const [name = "", text = ""] = line.split("|").map((cell) => cell.trim());
      const [first = "", then = ""] = text.split("→").map((half) => half.trim());
      return { shape: shapeNamed(name), first, then };
    });
}
