import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { createWorkspace, MANIFEST, OLD } from "./workspace.ts";

const schema = JSON.parse(readFileSync(new URL("../report.schema.json", import.meta.url), "utf8")) as object;

test("the JSON report is what the published schema says", async () => {
  const app = createWorkspace({
    "package.json": MANIFEST,
    "a.ts": OLD,
    "left.ts": OLD.replace("'a'", "...['a']"),
    "bad.ts": `${OLD}const = 1\n`,
    "next.config.js": "module.exports = { experimental: { useCache: true } }\n",
  });
  await app.run("preserving", "--report", "report.json", "--no-mark", "--next", "16.4");
  const report = JSON.parse(app.read("report.json")) as { summary: unknown };
  const validate = new Ajv2020({ strict: true }).compile(schema);
  validate(report);
  expect(validate.errors).toBeNull();
  expect(report.summary).toEqual({
    files: 4,
    changedFiles: 1,
    changed: { "revalidate-tag/expire-0": 1 },
    left: { "revalidate-tag/arguments-unknown": 1 },
    notes: { "next-config/use-cache-alone": 1 },
    problems: 1,
  });
});
