import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { DEFAULT_OPTIONS, type Options } from "../src/options.ts";
import type { Transform } from "../src/transform.ts";

/**
 * A case of a transform: `input.*`, `output.*` (without it the input must stay as it is), `report.json`, and perhaps
 * `options.json`. The text is read as it is on disk, with its BOM and line ends.
 */
export interface Fixture {
  readonly transform: Transform;
  readonly name: string;
  readonly directory: string;
  readonly inputFile: string;
  /** `output.*` next to the input; it need not exist. */
  readonly outputFile: string;
  readonly reportFile: string;
  /** Where the input is in the project of the case. @default `lib/<case>.<extension>` */
  readonly path: string;
  readonly options: Options;
  /** The other files of the project, over those of {@link BASE}. `null` takes one away. */
  readonly files: Readonly<Record<string, string | null>>;
}

/** The project around a case, unless its `options.json` says otherwise. */
export const BASE: Readonly<Record<string, string>> = {
  "package.json": `{ "name": "app", "dependencies": { "next": "16.4.6" } }`,
  "next.config.ts": `export default { cacheComponents: true };`,
};

const TRANSFORMS = fileURLToPath(new URL("../src/transforms/", import.meta.url));

export function fixturesOf(transform: Transform): Fixture[] {
  const root = join(TRANSFORMS, transform.name, "fixtures");
  return readdirSync(root).map((name) => {
    const directory = join(root, name);
    const input = readdirSync(directory).find((file) => basename(file, extname(file)) === "input");
    if (input === undefined) throw new Error(`${directory} has no input.*`);
    const extension = extname(input);
    const said = readJson(join(directory, "options.json"));
    return {
      transform,
      name,
      directory,
      inputFile: join(directory, input),
      outputFile: join(directory, `output${extension}`),
      reportFile: join(directory, "report.json"),
      path: said.path ?? `lib/${name}${extension}`,
      options: { ...DEFAULT_OPTIONS, ...said.options },
      files: said.files ?? {},
    };
  });
}

interface Said {
  readonly path?: string;
  readonly options?: Partial<Options>;
  readonly files?: Record<string, string | null>;
}

function readJson(file: string): Said {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Said) : {};
}
