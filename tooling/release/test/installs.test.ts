import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expectAgreement } from "@tagledger/e2e/agreement";
import { buildInto } from "@tagledger/e2e/built";
import { openStage, started } from "@tagledger/e2e/stage";
import { startSource } from "@tagledger/e2e/source";
import { startStandalone } from "@tagledger/redis-servers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cells, type Cell } from "../src/cells.ts";
import { CONFIG_FORMS } from "../src/config-forms.ts";
import { freshProject } from "../src/fresh-project.mjs";
import { nodeBinary } from "../src/node-binary.mjs";
import { type PackedPackage, packAll } from "../src/pack.mjs";

const app = fileURLToPath(new URL("../../e2e/apps/neighbour/", import.meta.url));
const LEFT_OUT = new Set([".next", ".turbo", "handlers", "next.config.mjs", "node_modules", "package.json"]);

let temporary: string;
let packed: PackedPackage[];
let redis: Awaited<ReturnType<typeof startStandalone>>;
const projects = new Map<string, Promise<string>>();

beforeAll(async () => {
  temporary = mkdtempSync(join(tmpdir(), "tagledger-installs-"));
  packed = await packAll(temporary);
  redis = await startStandalone();
});
afterAll(async () => {
  await redis?.stop();
  rmSync(temporary, { recursive: true, force: true });
});

function installed(name: string): string {
  const { resolve } = createRequire(join(app, "package.json"));
  return (JSON.parse(readFileSync(resolve(`${name}/package.json`), "utf8")) as { version: string }).version;
}

/** Installs once for each package manager; the other dimensions are a build and a start. */
function project(manager: Cell["manager"]): Promise<string> {
  const known = projects.get(manager);
  if (known !== undefined) return known;
  const making = makeProject(manager);
  projects.set(manager, making);
  return making;
}

async function makeProject(manager: Cell["manager"]): Promise<string> {
  const directory = join(temporary, manager);
  cpSync(app, directory, { recursive: true, filter: (path) => !LEFT_OUT.has(basename(path)) });
  const names = ["next", "react", "react-dom", "@types/react", "@types/react-dom", "@types/node", "typescript"];
  const dependencies = Object.fromEntries(names.map((name) => [name, installed(name)]));
  await freshProject({
    directory,
    packed,
    use: ["@tagledger/filesystem", "@tagledger/redis"],
    dependencies: { ...dependencies, redis: "6.3.1" },
    manager,
  });
  return directory;
}

describe.each(
  cells.map((cell) => [`${cell.manager}, Node ${cell.node}, ${cell.form}, ${cell.backend}`, cell] as const),
)("%s", (_name, { manager, node, form, backend }) => {
  test("an app builds, starts, and its instances agree after each invalidation", async () => {
    const directory = await project(manager);
    const binary = await nodeBinary(node, join(temporary, `node-${node}`));
    expect(execFileSync(binary, ["--version"], { encoding: "utf8" })).toMatch(new RegExp(`^v${node}\\.`));
    const { file, text } = CONFIG_FORMS[form];
    const config = join(directory, file);
    writeFileSync(config, text(backend));
    const env = {
      E2E_DIST: `.next/${node}-${form}-${backend}`,
      E2E_NODE: binary,
      ...(backend === "redis" && { REDIS_URL: redis.url, TAGLEDGER_NAMESPACE: `${manager}-${node}-${form}` }),
    };
    const source = await startSource();
    try {
      await buildInto({ app: directory, env }, { E2E_SOURCE: source.url, TAGLEDGER_DIR: join(temporary, "build") });
    } finally {
      await source.close();
    }
    const stage = await openStage(started(directory, env));
    try {
      await expectAgreement(stage, "/st");
    } finally {
      await stage.close();
      rmSync(config);
    }
  });
});
