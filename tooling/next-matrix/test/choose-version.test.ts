import { expect, test } from "vitest";
import { newest } from "../src/choose-version.mjs";

const versions = ["16.1.9", "16.1.10", "16.2.0-canary.9", "16.2.0-canary.10", "16.10.0", "16.3.0-preview.1"];

test.each([
  ["16.1", "16.1.10"],
  ["16.10", "16.10.0"],
  ["canary", "16.2.0-canary.10"],
  ["16.3", undefined],
  ["16", "16.10.0"],
])("%s is %s", (wanted, version) => {
  expect(newest(versions, wanted)).toBe(version);
});
