import { expect, test } from "vitest";
import { printableLines } from "../src/text/printable.ts";

test("lines and colours of our own stay, everything else that a terminal obeys is shown", () => {
  expect(printableLines("\u001b[1mone\u001b[22m\ntwo")).toBe("\u001b[1mone\u001b[22m\ntwo");
  expect(printableLines("a\u001b[2Jb\0c\u009b1m\r\u202e")).toBe("a\\u{1b}[2Jb\\u{0}c\\u{9b}1m\\u{d}\\u{202e}");
});
