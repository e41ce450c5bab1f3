import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * A project as large ones are: modules of about 3 kB that import each other, of which one in 50 has something to change
 * (half of these are Server Actions), pages and route handlers.
 *
 * @param {string} root
 * @param {{ modules: number, pages: number }} size
 */
export async function createProject(root, { modules, pages }) {
  const body = Array.from(
    { length: 40 },
    (_, n) => `export const value${n} = (input: { id: string }) => ({ ...input, n: ${n} });`,
  ).join("\n");
  for (let n = 0; n < modules; n++) {
    const imports = [1, 2, 3].map((step) => {
      const other = (n + step) % modules;
      return `import { value${step} as v${step} } from "@/feature-${other % 50}/module-${other}";`;
    });
    const action = n % 100 === 0 ? ["'use server';"] : [];
    await write(join(root, "src", `feature-${n % 50}`), `module-${n}.ts`, [
      ...action,
      ...imports,
      ...(n % 50 === 0 ? [CALL] : []),
      body,
      "",
    ]);
  }
  for (let n = 0; n < pages; n++) {
    const module = n % modules;
    await write(join(root, "src/app", `page-${n}`), n % 5 === 0 ? "route.ts" : "page.tsx", [
      `import { value1 } from "@/feature-${module % 50}/module-${module}";`,
      "export const GET = value1;",
      "export default GET;",
      "",
    ]);
  }
  await write(root, "package.json", [`{ "dependencies": { "next": "16.4.6" } }`]);
  await write(root, "tsconfig.json", [`{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }`]);
  await write(root, "next.config.ts", ["export default {};", ""]);
}

const CALL = `import { revalidateTag } from "next/cache";
export async function save(id: string) {
  revalidateTag(\`item-\${id}\`);
}
`;

/**
 * @param {string} folder
 * @param {string} name
 * @param {readonly string[]} lines
 */
async function write(folder, name, lines) {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), lines.join("\n"));
}
