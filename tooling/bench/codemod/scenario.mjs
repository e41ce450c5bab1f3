import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { row } from "../report/rows.mjs";
import { median, spread } from "../statistics.mjs";
import { createProject } from "./project.mjs";

const run = promisify(execFile);
const manifest = import.meta.resolve("@tagledger/codemod/package.json");
const require = createRequire(manifest);
const inPackage = (/** @type {string} */ path) => fileURLToPath(new URL(path, manifest));

/** How many runs of each, in turn. */
const FULL = { rounds: 3, modules: 3500, pages: 200 };
const MOMENT = { rounds: 1, modules: 100, pages: 5 };

/**
 * How long a whole project takes, in a new process each time. Nothing is written.
 *
 * @type {import("../report/rows.mjs").Scenario}
 */
export const codemod = {
  name: "codemod",
  title: "Files per second over one project",
  async run({ effort, say }) {
    const { rounds, modules, pages } = effort === "full" ? FULL : MOMENT;
    const scratch = await mkdtemp(join(tmpdir(), "tagledger-bench-"));
    const root = join(scratch, "project");
    try {
      await createProject(root, { modules, pages });
      const everyFile = await writeUnfiltered(join(scratch, "every-file.mjs"));
      const ours = [inPackage("dist/bin.js"), "preserving", root, "--dry", "--next", "16"];
      const jscodeshift = [
        "--dry",
        "--no-babel",
        "--parser",
        "tsx",
        "--extensions",
        "ts,tsx,js,jsx,mts,mjs",
        "--silent",
      ];
      const subjects = [
        { subject: "@tagledger/codemod, 3 transforms", args: ours },
        {
          subject: "jscodeshift, 1 transform, every file",
          args: [require.resolve("jscodeshift/bin/jscodeshift.js"), "-t", everyFile, ...jscodeshift, root],
        },
        {
          subject: "@next/codemod, 1 transform",
          args: [
            require.resolve("@next/codemod/bin/next-codemod.js"),
            "remove-unstable-prefix",
            root,
            "--force",
            "--dry",
          ],
        },
      ];
      const looked = /(\d+) files? looked at/.exec((await run(process.execPath, ours)).stdout)?.[1];
      if (Number(looked) < modules) throw new Error(`the codemod has looked at ${looked} of ${modules} files`);
      const files = Number(looked);
      /** @type {Map<string, number[]>} */
      const seconds = new Map(subjects.map(({ subject }) => [subject, []]));
      for (let round = 0; round < rounds; round++) {
        for (const { subject, args } of round % 2 === 0 ? subjects : subjects.toReversed()) {
          const begun = performance.now();
          await run(process.execPath, args, { maxBuffer: 1 << 28 });
          seconds.get(subject)?.push((performance.now() - begun) / 1000);
        }
        say(`round ${round + 1} of ${rounds}`);
      }
      const [first = ""] = seconds.keys();
      return Array.from(seconds, ([subject, values]) =>
        row({
          scenario: `codemod, ${files} files`,
          subject,
          unit: "files/s",
          median: files / median(values),
          spread: spread(values),
          ...(subject !== first && { ratio: median(seconds.get(first) ?? []) / median(values), against: first }),
          detail: { seconds: median(values) },
        }),
      );
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  },
};

/**
 * The transform for jscodeshift without the look at the bytes that spares most files: it parses each.
 *
 * @param {string} file
 */
async function writeUnfiltered(file) {
  await writeFile(
    file,
    `import { revalidateTag } from ${JSON.stringify(inPackage("dist/transforms/revalidate-tag/transform.js"))};
import { plain } from ${JSON.stringify(inPackage("dist/plain.js"))};
export default plain({ ...revalidateTag, needles: [""], apply: (file, context) => (file.root, revalidateTag.apply(file, context)) });
`,
  );
  return file;
}
