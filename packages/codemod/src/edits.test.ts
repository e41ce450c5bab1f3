import { expect, test } from "vitest";
import { applyEdits, createEdits, offsetAfter, offsetBefore } from "./edits.ts";

test("edits are applied in the order of the text", () => {
  const edits = createEdits();
  edits.insert(5, "!");
  edits.replace(0, 2, "j");
  edits.insert(5, "?");
  edits.remove(3, 4);
  expect(applyEdits("hello", edits.list())).toBe("jlo!?");
});

test("edits that overlap are a defect", () => {
  const edits = createEdits();
  edits.replace(0, 3, "");
  expect(() => edits.replace(2, 4, "")).toThrow("two edits overlap at 2–4 and 0–3");
});

test("a place can be followed through edits and back", () => {
  const edits = createEdits();
  edits.insert(2, "++");
  edits.remove(4, 6);
  edits.replace(8, 9, "xyz");
  const text = "abcdefghijk";
  const after = applyEdits(text, edits.list());
  for (const letter of "abcdghjk") {
    const [before, now] = [text.indexOf(letter), after.indexOf(letter)];
    expect(offsetAfter(before, edits.list())).toBe(now);
    expect(offsetBefore(now, edits.list())).toBe(before);
  }
  expect(offsetAfter(5, edits.list())).toBe(after.indexOf("g"));
});
