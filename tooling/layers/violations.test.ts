import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { importsOf } from "./imports.mjs";
import type { Rules } from "./rules.mjs";
import { findViolations } from "./violations.mjs";
import { readWorkspace } from "./workspace.mjs";

const RULES: Rules = {
  packages: { core: [], disk: ["core"] },
  inTests: { disk: ["suite"] },
  apps: ["disk"],
  ranks: { core: [["index"], ["handler"], ["next", "store"]] },
  nextImporters: { core: ["src/next.ts"] },
};

/** Writes a workspace that keeps every rule, with `files` added or replaced, and checks it as it lies on disk. */
function check(files: Record<string, string> = {}): string[] {
  const all = {
    "packages/core/package.json": JSON.stringify({
      name: "core",
      dependencies: { lru: "1" },
      peerDependencies: { next: "16" },
    }),
    "packages/core/src/index.ts": `export * from "./handler.ts";`,
    "packages/core/src/handler.ts": `import "lru"; import "node:fs"; import type { A } from "./next.ts"; import "./store.ts";`,
    "packages/core/src/next.ts": `export type { A } from "next/dist/a.js";`,
    "packages/core/src/store.ts": `export {};`,
    "packages/disk/package.json": JSON.stringify({ name: "disk", dependencies: { core: "workspace:*" } }),
    "packages/disk/src/disk.ts": `import "core";`,
    "packages/disk/src/disk.test.ts": `import "suite"; import "vitest";`,
    "packages/disk/test/processes.test.ts": `import "fleet"; import "disk";`,
    "apps/shop/package.json": JSON.stringify({ name: "shop" }),
    "apps/shop/app/page.tsx": `import "disk"; export default () => <p />;`,
    "apps/shop/node_modules/x/package.json": JSON.stringify({ name: "x" }),
    "tooling/fleet/package.json": JSON.stringify({ name: "fleet" }),
    "tooling/fleet/run.mjs": `import "core"; import "suite";`,
    "tooling/suite/package.json": JSON.stringify({ name: "suite" }),
    ...files,
  };
  const root = mkdtempSync(join(tmpdir(), "layers-"));
  try {
    for (const [file, text] of Object.entries(all)) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
    }
    return findViolations(readWorkspace(root), RULES);
  } finally {
    rmSync(root, { recursive: true });
  }
}

test("a workspace in which every import points down has no violations", () => {
  expect(check()).toEqual([]);
});

describe("between packages", () => {
  test.each([
    ["a package that depends on one above it", "packages/core/src/store.ts", `import "disk";`],
    ["a subpath of a forbidden package", "packages/core/src/store.ts", `import "disk/deep";`],
    ["a type of a forbidden package", "packages/core/src/store.ts", `type A = import("disk").A;`],
    ["a lazy import of a forbidden package", "packages/core/src/store.ts", `export const a = () => import("disk");`],
    ["scaffolding in published source", "packages/disk/src/disk.ts", `import "fleet";`],
    ["scaffolding in a test beside the source", "packages/disk/src/disk.test.ts", `import "fleet";`],
    ["the test suite outside a test", "packages/disk/src/disk.ts", `import "suite";`],
    ["itself by its name", "packages/disk/src/disk.ts", `import "disk";`],
    ["an app that skips the backends", "apps/shop/app/page.tsx", `import "core";`],
  ])("%s may not be imported", (_, file, source) => {
    const specifier = /"(.+)"/.exec(source)?.[1];
    expect(check({ [file]: source })).toContain(`${file}: may not import ${specifier}`);
  });

  test("a relative path may not leave its package", () => {
    expect(check({ "packages/disk/src/disk.ts": `import "../../core/src/store.ts";` })).toEqual([
      "packages/disk/src/disk.ts: ../../core/src/store.ts reaches into another package",
    ]);
  });

  test("a forbidden dependency that is only declared is found", () => {
    const manifest = JSON.stringify({
      name: "core",
      dependencies: { disk: "*", lru: "1" },
      peerDependencies: { next: "*" },
    });
    expect(check({ "packages/core/package.json": manifest })).toEqual(["packages/core: may not depend on disk"]);
  });

  test("an import that users would not have installed is found", () => {
    expect(check({ "packages/core/src/store.ts": `import "left-pad";` })).toEqual([
      "packages/core/src/store.ts: left-pad is not in dependencies or peerDependencies",
    ]);
  });

  test("a new package must be given its place", () => {
    expect(check({ "packages/new/package.json": JSON.stringify({ name: "new" }) })).toEqual([
      "packages/new: new is not in the table of packages in tooling/layers/rules.mjs",
    ]);
  });
});

describe("inside a package", () => {
  test("a file may not import one of a higher rank, not even a type", () => {
    expect(check({ "packages/core/src/next.ts": `import type { B } from "./handler.ts";` })).toContain(
      "packages/core/src/next.ts: may not import src/handler.ts, which has a higher rank in tooling/layers/rules.mjs",
    );
  });

  test("a file without a rank is found, and the message names the table", () => {
    expect(check({ "packages/core/src/extra.ts": `export {};` })).toEqual([
      "packages/core/src/extra.ts: has no rank; add it to the table of ranks in tooling/layers/rules.mjs",
    ]);
  });

  test("only the declared files import Next.js", () => {
    expect(check({ "packages/core/src/store.ts": `import type { B } from "next/dist/b.js";` })).toEqual([
      "packages/core/src/store.ts: only src/next.ts may import next/dist/b.js",
    ]);
  });

  test("a cycle through several files is found once, with all of them", () => {
    const cycle = {
      "tooling/fleet/a.ts": `import "./b.js";`,
      "tooling/fleet/b.ts": `export * from "./c/index.ts";`,
      "tooling/fleet/c/index.ts": `import type { A } from "../a";`,
      "tooling/fleet/leaf.ts": `import "./a.ts";`,
    };
    expect(check(cycle)).toEqual(["tooling/fleet: import cycle: a.ts, b.ts, c/index.ts"]);
  });

  test("two ways to the same file are no cycle", () => {
    const diamond = {
      "tooling/fleet/a.ts": `import "./b.ts"; import "./c.ts";`,
      "tooling/fleet/b.ts": `import "./d.ts";`,
      "tooling/fleet/c.ts": `import "./d.ts";`,
      "tooling/fleet/d.ts": "",
    };
    expect(check(diamond)).toEqual([]);
  });
});

describe("the imports of a file", () => {
  test("every form of import is seen, and nothing in comments or strings", () => {
    const source = `
      import "a"; import type { B } from "b"; export * from "c"; export { d } from "d"; export const local = 1;
      const e = await import("e"); type F = import("f").F; const g = require("g"); import h = require("h");
      // import "no";
      const text = 'import "no"';
      const computed = await import(text);
    `;
    expect(importsOf("x.ts", source)).toEqual(["a", "b", "c", "d", "e", "f", "g", "h"]);
  });

  test("a file that does not parse is an error", () => {
    expect(() => importsOf("x.ts", "import {")).toThrow("x.ts does not parse");
  });
});
