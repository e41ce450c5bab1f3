import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { FaultKind, Plan, StoreKind } from "./plan.ts";
import { BUILT, loadProduct, type Product } from "./product.ts";

/** One thing that is broken. */
export interface Mutant {
  readonly name: string;
  /** A history that shows it. */
  readonly seed: number;
  /** In one place; or in several, where one guards against the other. */
  readonly edits: readonly Edit[];
  /** Which histories to look at: those with this fault. */
  readonly fault?: FaultKind;
  /** Brings about what shows it, where that is very rare. */
  readonly focus?: (plan: Plan) => Plan;
  /** Which store it concerns. */
  readonly store?: StoreKind;
}

export interface Edit {
  /** The file of the built package, such as `core/dist/verdict.js`. */
  readonly file: string;
  /** Exactly once in the file. */
  readonly from: string;
  readonly to: string;
}

/**
 * Loads a copy of the packages with one thing broken; the packages themselves stay as they are.
 *
 * @throws when the file does not have the text that is to be broken exactly once: the mutant would test nothing.
 */
export async function loadMutant({ name, edits }: Pick<Mutant, "name" | "edits">): Promise<Product> {
  const root = await mkdtemp(join(tmpdir(), "tagledger-mutant-"));
  try {
    const scope = join(root, "node_modules", "@tagledger");
    for (const [short, place] of Object.entries(BUILT)) {
      const source = fileURLToPath(place);
      const target = join(scope, short);
      await mkdir(target, { recursive: true });
      for (const part of ["package.json", "dist", "lua"]) {
        await cp(join(source, part), join(target, part), { recursive: true, filter: isRun }).catch((error: unknown) => {
          if (part !== "lua") throw error;
        });
      }
    }
    const resolve = createRequire(new URL("package.json", BUILT.core));
    await symlink(folderOf(resolve.resolve("lru-cache"), "lru-cache"), join(root, "node_modules", "lru-cache"));
    for (const { file, from, to } of edits) {
      const path = join(scope, file);
      const parts = (await readFile(path, "utf8")).split(from);
      if (parts.length !== 2) {
        throw new Error(`The mutant "${name}" wants to change one place of ${file} and finds ${parts.length - 1}.`);
      }
      await writeFile(path, parts.join(to));
    }
    return await loadProduct({
      core: pathToFileURL(`${join(scope, "core")}/`),
      redis: pathToFileURL(`${join(scope, "redis")}/`),
    });
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** What is there to be read by people and compilers only. */
function isRun(path: string): boolean {
  return !path.endsWith(".map") && !path.endsWith(".d.ts");
}

function folderOf(file: string, name: string): string {
  let folder = dirname(file);
  while (!folder.endsWith(`/${name}`)) folder = dirname(folder);
  return folder;
}
