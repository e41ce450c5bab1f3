import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * How long a large project takes, in a new process each time: ours, and jscodeshift with the same transform on every
 * file. Prints files/s, the ratio, and the memory of ours.
 *
 *     node bench/speed.mjs [directory]
 *
 * Without a directory a project of 3,500 files is made, of which one in 50 has something to change.
 */
const here = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const FILES = 3500;
const given = process.argv[2];
const scratch = mkdtempSync(join(tmpdir(), "codemod-bench-"));
const root = join(scratch, "project");
if (given === undefined) createProject();
else cpSync(given, root, { recursive: true, filter: (path) => !/\/(?:node_modules|\.git|\.next)$/.test(path) });

const cli = join(scratch, "cli.mjs");
// The peak of the process itself, in KB.
writeFileSync(
  cli,
  `process.on("exit", () => console.error("peak", process.resourceUsage().maxRSS));\nawait import(${JSON.stringify(here("dist/bin.js"))});\n`,
);
const everyFile = join(scratch, "every-file.mjs");
writeFileSync(
  everyFile,
  `import { revalidateTag } from ${JSON.stringify(here("dist/transforms/revalidate-tag/transform.js"))};
import { plain } from ${JSON.stringify(here("dist/plain.js"))};
// The empty needle is in every file. Parsing happens when the root is asked for.
const all = plain({ ...revalidateTag, needles: [""], apply: (file, context) => (file.root, revalidateTag.apply(file, context)) });
export default all;
`,
);
const jscodeshift = createRequire(import.meta.url).resolve("jscodeshift/bin/jscodeshift.js");

const ours = [1, 2, 3].map(() => timed([cli, "preserving", root, "--dry", "--next", "16"]));
const theirs = timed([
  jscodeshift,
  "-t",
  everyFile,
  "--dry",
  "--no-babel",
  "--parser",
  "tsx",
  "--extensions",
  "ts,tsx,js,jsx,mts,mjs",
  "--silent",
  root,
]);
const best = ours.toSorted((a, b) => a.ms - b.ms)[0];
const files = Number(/(\d+) files? looked at/.exec(best.stdout)?.[1]);
console.log(/^\d+ files? looked at.*$/m.exec(best.stdout)?.[0]);
console.log(`@tagledger/codemod, three transforms: ${ours.map(({ ms }) => ms.toFixed(0)).join(", ")} ms`);
console.log(
  `                                      ${((files / best.ms) * 1000).toFixed(0)} files/s, ${(Number(/peak (\d+)/.exec(best.stderr)?.[1]) / 1024).toFixed(0)} MB`,
);
console.log(`jscodeshift, one transform, no prefilter: ${theirs.ms.toFixed(0)} ms`);
console.log(`ratio: ${(theirs.ms / best.ms).toFixed(1)}`);
rmSync(scratch, { recursive: true });

function timed(args) {
  const startedAt = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}\n${stdout}${stderr}`);
  return { ms: performance.now() - startedAt, stdout, stderr };
}

/** Modules of about 3 KB that import each other; every 50th has calls, half of those are Server Actions. */
function createProject() {
  const body = Array.from(
    { length: 40 },
    (_, n) => `export const value${n} = (input: { id: string }) => ({ ...input, n: ${n} });`,
  ).join("\n");
  for (let n = 0; n < FILES; n++) {
    const directory = join(root, "src", `feature-${n % 50}`);
    mkdirSync(directory, { recursive: true });
    const imports = [1, 2, 3].map(
      (step) => `import { value${step} as v${step} } from "@/feature-${(n + step) % 50}/module-${(n + step) % FILES}";`,
    );
    const calls = `import { revalidateTag } from "next/cache";\nexport async function save(id: string) {\n  revalidateTag(\`item-\${id}\`);\n}\n`;
    const lines = n % 100 === 0 ? ["'use server';", calls] : n % 50 === 0 ? [calls] : [];
    writeFileSync(
      join(directory, `module-${n}.ts`),
      [...lines.slice(0, 1), ...imports, ...lines.slice(1), body, ""].join("\n"),
    );
  }
  for (let n = 0; n < 200; n++) {
    const directory = join(root, "src/app", `page-${n}`);
    mkdirSync(directory, { recursive: true });
    writeFileSync(
      join(directory, n % 5 === 0 ? "route.ts" : "page.tsx"),
      `import { value1 } from "@/feature-${n % 50}/module-${n}";\nexport const GET = value1;\nexport default GET;\n`,
    );
  }
  writeFileSync(join(root, "package.json"), `{ "dependencies": { "next": "16.4.6" } }`);
  writeFileSync(join(root, "tsconfig.json"), `{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }`);
  writeFileSync(join(root, "next.config.ts"), "export default {};\n");
}
