import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { fileName } from "./modules.ts";
import { readPages } from "./pages.ts";

const FILES = {
  "package.json": JSON.stringify({ name: "shop", private: true }),
  "apps/web/package.json": JSON.stringify({ name: "web", private: true, dependencies: { next: "16.4.6" } }),
  "apps/web/app/page.jsx": "export default () => null;",
  "app/layout.jsx": "export default ({ children }) => <html><body>{children}</body></html>;",
  "app/page.jsx": `
import { cacheTag } from "next/cache";

async function products() {
  "use cache";
  cacheTag("products");
  return "products";
}

export default async function Page() {
  return <p>{await products()}</p>;
}`,
};

/**
 * Builds an app with the configuration that the README shows first.
 *
 * @param folder an empty one from which our packages resolve.
 */
export async function buildAppOfReadme(folder: string): Promise<void> {
  const readme = readPages().find(({ path }) => path === "README.md");
  const config = readme?.blocks.find((block) => fileName(block) === "next.config.ts");
  if (config === undefined) throw new Error("README.md shows no next.config.ts.");
  for (const [path, content] of Object.entries({ ...FILES, "next.config.ts": config.content })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  const next = createRequire(import.meta.url).resolve("next/dist/bin/next");
  await promisify(execFile)(process.execPath, [next, "build"], {
    cwd: folder,
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });
}
