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
    [
      "an import() with comments",
      `export const load = () => import(\n  // late\n  /* webpackMode: "eager" */ /* b */ "./a"\n)`,
    ],
    ["a comment behind from", `import { lib } from // here\n  "./a"`],
    ["a type without a semicolon in front", `export type Body = { id: string }\nimport { lib } from './a'`],
    ["an exported type in front", `type A = { a: string }\nexport type { A }\nimport { lib } from './a'`],
    ["a name behind a plus", `export const load = (name) => import("./" + name)`],
    ["one of two", `export const load = (x) => import(x ? "./a" : "./b")`],
    ["a directory", `export const all = require.context("../lib")`],
    ["a loader in front", `import { lib } from "!!raw!./a"`],
    ["a query behind", `import { lib } from "./a?x"`],
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

  test.each([
    ["a name that starts nowhere", "export const load = (a, b) => import(`${a}${b}`)", {}],
    ["a variable", "export const load = (name) => import(name)", {}],
    ["a variable of CommonJS", "export const load = (name) => require(name)", {}],
    ["an alias of the bundler", `import { lib } from "actions"`, {}],
    ["an alias of the bundler with a name", `import { lib } from "@server/actions"`, {}],
    ["a path that something else explains", `import { lib } from "@/nowhere/actions"`, {}],
    [
      "what is built",
      `import { lib } from "@/x"`,
      { "tsconfig.json": `{"compilerOptions":{"paths":{"@/*":["./dist/*"]}}}` },
    ],
  ])("a route that has %s may have anything", (_, route, files) => {
    const found = { "app/page.tsx": `import "../lib/a"`, "app/x/route.ts": `import "../../lib/b"`, "lib/b.ts": route };
    expect(reach({ ...files, ...found })).toEqual(["page", "unknown"]);
    expect(reach({ ...files, "app/page.tsx": `import "../lib/a"`, "scripts/x.ts": route })).toEqual(["page"]);
  });

  test.each([
    ["a dependency", `import { z } from "zod"\nimport("zod/v4")`],
    ["an optional one of the workspace", `import { x } from "@scope/optional/sub"`],
    [
      "what Next.js and Node.js bring",
      `import "server-only"\nimport "fs/promises"\nimport "node:fs"\nimport "next/og"\nimport "bun:test"`,
    ],
    ["an installed package", `import "hoisted/x"`],
    ["no code", "import '@/style.css'\nexport const messages = (l) => import(`${l}.json`)"],
    ["a generated file", `import { db } from "@app/generated/db"`],
    ["a package put together", "export const locale = (l) => import(`zod/locales/${l}`)"],
    ["a type", `import type { A } from "actions"`],
    ["a comment", `// we import (some) things, and require (others)`],
  ])("a route that has %s has nothing of ours", (_, route) => {
    const files = {
      "package.json": `{ "dependencies": { "next": "16.4.6", "zod": "4" }, "optionalDependencies": { "@scope/optional": "1" } }`,
      "node_modules/hoisted/package.json": "{}",
      "tsconfig.json": `{ "compilerOptions": { "paths": { "@app/*": ["./*"] } } }`,
      "style.css": "",
    };
    expect(reach({ ...files, "app/page.tsx": `import "../lib/a"`, "app/x/route.ts": route })).toEqual(["page"]);
  });

  test("the endings of routes are those of the configuration", () => {
    const route = { "app/x/route.api.ts": `import "../../lib/a"` };
    const config = (text: string): Record<string, string> => ({ ...route, "next.config.ts": text });
    expect(reach(route)).toEqual(["loose"]);
    expect(reach(config(`export default { pageExtensions: ["page.tsx", "api.ts"] }`))).toEqual(["route"]);
    expect(reach(config(`export default { pageExtensions: extensions }`))).toEqual(["route"]);
    expect(reach(config(`export { default } from './shared'`))).toEqual(["route"]);
  });

  test("links are other paths of the same file", () => {
    const through = (files: Record<string, string>, links: Record<string, string>): string[] => [
      ...createProject(memoryTree({ ...APP, "lib/a.ts": LIB, ...files }, links)).reach("lib/a.ts"),
    ];
    expect(through({ "app/x/route.ts": `import "../../linked/a"` }, { linked: "lib" })).toEqual(["route"]);
    expect(through({ "app/x/route.ts": `import "./a"` }, { "app/x/a.ts": "lib/a.ts" })).toEqual(["route"]);
    expect(through({ "shared/x/route.ts": `import "../../lib/a"` }, { "app/api": "shared" })).toEqual(["route"]);
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

  test("paths of tsconfig from a package of the workspace, for the directory that extends it", () => {
    const files = {
      "packages/tsconfig/package.json": `{ "name": "@acme/tsconfig" }`,
      "packages/tsconfig/next.json": `{ "compilerOptions": { "paths": { "mine/*": ["\${configDir}/lib/*"] } } }`,
    };
    expect(resolve("mine/a", { ...files, "tsconfig.json": `{ "extends": "@acme/tsconfig/next.json" }` })).toBe(
      "lib/a.ts",
    );
    expect(resolve("mine/a", { ...files, "tsconfig.json": `{ "extends": "@acme/tsconfig/next" }` })).toBe("lib/a.ts");
    const own = `{ "compilerOptions": { "paths": { "mine/*": ["\${configDir}/lib/*"] } } }`;
    expect(resolve("mine/a", { "tsconfig.json": own })).toBe("lib/a.ts");
  });

  test.each(["npm:@a/act@1", "workspace:@a/act@*", "file:./packages/act", "link:./packages/act"])(
    "a dependency by another name: %s",
    (range) => {
      const files = {
        "package.json": `{ "dependencies": { "acts": "${range}" } }`,
        "packages/act/package.json": `{ "name": "@a/act" }`,
        "packages/act/src/save.ts": "",
      };
      expect(resolve("acts/save", files)).toBe("packages/act/src/save.ts");
    },
  );

  test("subpath imports with a star", () => {
    const imports = `{ "imports": { "#srv/*": { "default": "./lib/*.server.ts" }, "#dep": "zod" } }`;
    expect(resolve("#srv/save", { "package.json": imports, "lib/save.server.ts": "" })).toBe("lib/save.server.ts");
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
