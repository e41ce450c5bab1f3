import { describe, expect, test } from "vitest";
import { createProject } from "../src/project/project.ts";
import { memoryTree } from "../src/project/tree.ts";
import { MANIFEST } from "./workspace.ts";

const APP = { "package.json": MANIFEST, "next.config.ts": "export default {}" };
const LIB = "export const lib = 1";

function reach(files: Readonly<Record<string, string>>, path = "lib/a.ts"): string[] {
  return [...createProject(memoryTree({ ...APP, "lib/a.ts": LIB, ...files })).reach(path)].toSorted();
}

describe("where the code of a file can run", () => {
  test.each([
    ["app/api/x/route.ts", "route"],
    ["src/app/(group)/x/route.tsx", "route"],
    ["app/sitemap.ts", "route"],
    ["app/blog/opengraph-image2.tsx", "route"],
    ["app/blog/page.tsx", "page"],
    ["app/global-error.jsx", "page"],
    ["pages/api/x.ts", "pages"],
    ["src/pages/index.tsx", "pages"],
    ["middleware.ts", "proxy"],
    ["src/proxy.ts", "proxy"],
    ["instrumentation.ts", "instrumentation"],
    ["lib/a.test.ts", "test"],
    ["app/__tests__/page.tsx", "test"],
    ["scripts/seed.ts", "loose"],
    ["app/blog/route-map.ts", "loose"],
    ["app/mypage.tsx", "loose"],
    ["lib/app/route.ts", "loose"],
    ["lib/pages/x.ts", "loose"],
  ])("%s imports it: %s", (importer, kind) => {
    const up = "../".repeat(importer.split("/").length - 1) || "./";
    expect(reach({ [importer]: `import { lib } from "${up}lib/a"` })).toEqual([kind]);
  });

  test.each([
    ["a re-export", `export * from "./a"`],
    ["a named re-export", `export { lib } from "./a"`],
    ["an import()", `export const load = () => import("./a")`],
    ["a require", `const { lib } = require("./a")`],
    ["an import with a comment", `export const load = () => import(/* webpackChunkName: "a" */ "./a")`],
    ["an import for its effect", `import "./a"`],
    ["the name of the output", `import { lib } from "./a.js"`],
    ["a name that is put together", "export const load = (name) => import(`./${name}`)"],
    ["a module that does not parse", `import { lib } from "./a"; const = 1`],
  ])("through %s", (_, between) => {
    expect(reach({ "lib/between.ts": between, "app/x/route.ts": `import "../../lib/between"` })).toContain("route");
  });

  test.each([
    ["a type", `import type { lib } from "../../lib/a"`],
    ["a type among others", `import { type lib } from "../../lib/a"`],
    ["a comment", `// import { lib } from "../../lib/a"`],
    ["a string", `export const text = 'import { lib } from "../../lib/a"'`],
  ])("not through %s", (_, route) => {
    expect(reach({ "app/x/route.ts": route })).toEqual(["loose"]);
  });

  test("what is behind 'use client' is only referred to by server code", () => {
    const files = {
      "ui/button.tsx": `// a comment\n"use client"\nimport { lib } from "../lib/a"`,
      "app/page.tsx": `import "../ui/button"`,
      "app/og/route.tsx": `import "../../ui/button"`,
    };
    expect(reach(files)).toEqual(["client"]);
    expect(reach({ ...files, "pages/x.tsx": `import "../ui/button"` })).toEqual(["client", "pages"]);
  });

  test("imports may go in circles", () => {
    expect(
      reach({ "lib/a.ts": `import "./b"`, "lib/b.ts": `import "./a"`, "app/page.tsx": `import "../lib/b"` }),
    ).toEqual(["page"]);
  });
});

describe("what a specifier means", () => {
  function resolve(
    specifier: string,
    files: Readonly<Record<string, string>>,
    from = "app/page.tsx",
  ): string | undefined {
    return createProject(memoryTree({ ...APP, "lib/a.ts": LIB, [from]: "", ...files })).resolve(specifier, from);
  }

  test("paths of tsconfig, also extended ones with comments", () => {
    const files = {
      "tsconfig.json": `{ "extends": "./tsconfig.base", /* "paths": {} */ }`,
      "tsconfig.base.json": `{ "compilerOptions": { "paths": { "@/*": ["./*"], "~lib": ["./lib/a.ts"] } } } // end`,
    };
    expect(resolve("@/lib/a", files)).toBe("lib/a.ts");
    expect(resolve("~lib", files)).toBe("lib/a.ts");
  });

  test("baseUrl", () => {
    expect(resolve("a", { "jsconfig.json": `{ "compilerOptions": { "baseUrl": "lib" } }` })).toBe("lib/a.ts");
  });

  test("packages of the workspace, whose entry is built or is the source", () => {
    const ui = {
      "packages/ui/package.json": `{ "name": "@acme/ui", "main": "./dist/index.js", "exports": { ".": "./dist/index.js", "./*": { "types": "./src/*/index.ts" } } }`,
    };
    const files = {
      ...ui,
      "packages/ui/src/index.ts": "",
      "packages/ui/src/button/index.ts": "",
      "packages/ui/src/other.ts": "",
    };
    expect(resolve("@acme/ui", files)).toBe("packages/ui/src/index.ts");
    expect(resolve("@acme/ui/button", files)).toBe("packages/ui/src/button/index.ts");
    expect(resolve("@acme/ui/other", files)).toBe("packages/ui/src/other.ts");
  });

  test("subpath imports", () => {
    expect(resolve("#lib", { "package.json": `{ "imports": { "#lib": "./lib/a.ts" } }` })).toBe("lib/a.ts");
  });

  test("an alias that nothing explains means every file it could be", () => {
    expect(resolve("~/lib/a", {})).toBe("lib/a.ts");
    expect(resolve("@/lib/a", { "src/lib/a.ts": "" })).toBeUndefined();
    expect(reach({ "app/x/route.ts": `import "@/lib/a"`, "src/lib/a.ts": "" })).toEqual(["route"]);
  });

  test("dependencies are nobody's", () => {
    expect(resolve("react", {})).toBeUndefined();
  });
});
