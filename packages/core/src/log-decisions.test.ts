import { expect, test } from "vitest";
import { publish } from "./channels.ts";
import { describeEvent, logDecisions } from "./log-decisions.ts";

test("each decision is one line that says what was done and why", () => {
  const lines: string[] = [];
  const end = logDecisions(
    (line) => lines.push(line),
    () => new Date(0),
  );
  const key = "u-0123456789abcdef0123456789abcdef";
  publish("tagledger:read", () => ({
    key,
    kind: "FETCH",
    verdict: "expired",
    tier: "near",
    reason: "invalidated",
    ageMs: 1500,
    bytes: 3,
    tags: ["a"],
  }));
  publish("tagledger:refresh", () => ({ ok: true, seq: 3, news: 0, durationMs: 1 }));
  publish("tagledger:invalidate", () => ({ tags: ["a"], kind: "hard", recorded: false, durationMs: 500 }));
  end();
  publish("tagledger:skip", () => ({ key, kind: "FETCH", reason: "too-large" }));
  const prefix = "tagledger 1970-01-01T00:00:00.000Z";
  expect(lines).toEqual([
    `${prefix} read FETCH u-0123456789abcd expired (invalidated) from near, 1500 ms old, tags ["a"]\n`,
    `${prefix} invalidate ["a"] hard NOT recorded, kept for later in 500 ms\n`,
  ]);
});

test("a tag or a message cannot look like a line of its own", () => {
  const told = [
    describeEvent("tagledger:invalidate", { tags: ["a\nb"], kind: "hard", recorded: true, seq: 1, durationMs: 1 }),
    describeEvent("tagledger:problem", { code: "TL-UNEXPECTED", message: "a\nb", cause: new Error("c\rd") }),
  ];
  for (const line of told) expect(line).not.toMatch(/[\r\n]/);
});
