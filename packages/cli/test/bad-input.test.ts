import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createServer, type AddressInfo } from "node:net";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { COMMANDS } from "../src/commands/commands.ts";
import { main } from "../src/cli/main.ts";
import { KNOWN_VARIABLES } from "../src/doctor/known-variables.ts";
import { run } from "./command.ts";
import { temporary } from "./stores.ts";

const NAMES = COMMANDS.map(({ name }) => name);

/** Runs in this process, with nothing to ask and nothing in the environment. */
async function ask(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const written = { stdout: "", stderr: "" };
  const into = (name: "stdout" | "stderr") =>
    ({ write: (text: string) => void (written[name] += text) }) as unknown as NodeJS.WriteStream;
  const code = await main(args, {
    cwd: temporary(),
    env: {},
    stdin: process.stdin,
    stdout: into("stdout"),
    stderr: into("stderr"),
    signal: new AbortController().signal,
    interactive: false,
  });
  return { code, ...written };
}

test.for(NAMES)("%s --help has examples and fits into 80 columns", async (name) => {
  const { code, stdout } = await ask(name, "--help");
  expect(code).toBe(0);
  expect(stdout).toContain("Examples");
  expect(stdout).toContain("Exit codes");
  expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
  expect((await ask("help", name)).stdout).toBe(stdout);
});

test.for([
  ["nonsense"],
  ["--json"],
  ["help", "nonsense"],
  ["stats", "extra"],
  ["inspect"],
  ["inspect", "a", "b"],
  ["inspect", ""],
  ["inspect", "a", "--as", "thing"],
  ["inspect", "a", "--as", "path"],
  ["inspect", "a", "--as", "key"],
  ["inspect", "a", "--limit", "0"],
  ["purge"],
  ["purge", "--tag"],
  ["purge", "--tag", ""],
  ["purge", "--all", "--tag", "a"],
  ["purge", "--all", "--max"],
  ["purge", "--tag", "a", "--max", "--expire", "5"],
  ["purge", "--tag", "a", "--expire", "-1"],
  ["purge", "--tag", "a", "--expire", "1.5"],
  ["purge", "--tag", "a", "--expire", "99999999999999999999"],
  ["purge", "--path", "blog"],
  ["purge", "--tag", "a", "--type", "page"],
  ["purge", "--path", "/a", "--type", "all"],
  ["tail", "--last", "many"],
  ["tail", "--interval", "0"],
  ["bench", "--count", "0"],
  ["bench", "--seconds", "1e3"],
  ["seed", "--dir", "x", "--position", "5"],
  ["stats", "--redis", "redis://h", "--dir", "x"],
  ["stats", "--app", "a", "--namespace", "b"],
  ["stats", "--store", "memcached"],
  ["stats", "--store", "redis", "--dir", "x"],
  ["stats", "--project", "/does/not/exist"],
  ["stats", "--timeout", "1"],
  ["stats", "--unknown"],
  ["stats", "--json=yes"],
])("%j is refused with one sentence and code 2", async (args) => {
  const { code, stdout, stderr } = await ask(...args);
  expect(code).toBe(2);
  expect(stdout === "" || "error" in (JSON.parse(stdout) as object)).toBe(true);
  expect(stderr.trim().length).toBeGreaterThan(10);
  expect(stderr).not.toMatch(/\n\s+at |\[object|undefined/);
});

test("arguments of any kind are refused or taken, and never crash", async () => {
  const parts = [
    "--",
    "-",
    "",
    "--json",
    "--tag",
    "\0",
    "ä\ud800",
    "__proto__",
    "constructor",
    "-hv",
    "--tag=",
    "--=",
    "🙂",
    "a".repeat(5000),
  ];
  let seed = 20_261_121;
  const next = (below: number): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return seed % below;
  };
  for (let round = 0; round < 300; round++) {
    const args = [
      NAMES[next(NAMES.length)] as string,
      ...Array.from({ length: next(5) }, () => parts[next(parts.length)] as string),
    ];
    // Nothing says where the store is, so that none of them gets further.
    const { code, stderr } = await ask(...args);
    expect([0, 1, 2], JSON.stringify(args)).toContain(code);
    expect(stderr, JSON.stringify(args)).not.toMatch(/\n\s+at .*\(|Cannot read|is not a function/);
  }
});

describe("a store that cannot be used", () => {
  test.for(NAMES.filter((name) => name !== "doctor"))(
    "%s ends with one error within the deadline when Redis hangs",
    async (name) => {
      const hole = createServer((socket) => socket.on("error", () => {}));
      await new Promise<void>((resolve) => hole.listen(0, "127.0.0.1", resolve));
      onTestFinished(() => void hole.close());
      const url = `redis://user:hidden-password@127.0.0.1:${(hole.address() as AddressInfo).port}`;
      const more: Record<string, string[]> = { inspect: ["a"], purge: ["--tag", "a"] };
      const beganMs = performance.now();
      const { code, stderr, stdout } = await run([
        name,
        ...(more[name] ?? []),
        "--redis",
        url,
        "--app",
        "x",
        "--timeout",
        "400",
      ]);
      expect(code).toBe(1);
      expect(performance.now() - beganMs).toBeLessThan(20_000);
      expect(stderr).toMatch(/did not answer within 400 ms|has not answered/);
      expect(stderr + stdout).not.toContain("hidden-password");
      expect(stderr).not.toMatch(/\n\s+at /);
    },
  );

  test("a URL that is none is refused without its password", async () => {
    const { code, stderr, stdout } = await run([
      "stats",
      "--redis",
      "http://user:hidden@host/x",
      "--app",
      "x",
      "--json",
    ]);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: "TL-CONFIG" } });
    expect(stderr + stdout).not.toContain("hidden");
  });

  test("a project without a backend is told what to install", async () => {
    // Copied out of the repository, where nothing is beside it.
    const folder = temporary();
    const { cpSync } = await import("node:fs");
    const own = join(import.meta.dirname, "..");
    cpSync(join(own, "dist"), join(folder, "dist"), { recursive: true });
    cpSync(join(own, "package.json"), join(folder, "package.json"));
    for (const name of ["@tagledger/core", "picocolors", "lru-cache"]) {
      const { realpathSync } = await import("node:fs");
      const from =
        name === "lru-cache"
          ? join(realpathSync(join(own, "node_modules/@tagledger/core")), "node_modules/lru-cache")
          : join(own, "node_modules", name);
      cpSync(realpathSync(from), join(folder, "node_modules", name), {
        recursive: true,
        filter: (path) => !/core\/node_modules/.test(path),
      });
    }
    const { spawnSync } = await import("node:child_process");
    const { status, stderr } = spawnSync(process.execPath, [join(folder, "dist/bin.js"), "stats", "--store", "redis"], {
      cwd: folder,
      encoding: "utf8",
      // A test runner's NODE_PATH would find everything.
      env: { PATH: process.env["PATH"] },
    });
    expect(stderr).toContain("npm install @tagledger/redis redis");
    expect(status).toBe(1);
  });
});

test("the variables that doctor knows are those that the packages read", () => {
  const packages = join(import.meta.dirname, "..", "..");
  const read = new Set<string>();
  for (const name of ["core", "filesystem", "redis"]) {
    for (const file of readdirSync(join(packages, name, "src"), { recursive: true, encoding: "utf8" })) {
      if (!file.endsWith(".ts") || file.endsWith(".test.ts")) continue;
      const text = readFileSync(join(packages, name, "src", file), "utf8");
      for (const [variable] of text.matchAll(/TAGLEDGER_[A-Z_]*[A-Z]/g)) read.add(variable);
    }
  }
  expect([...read].toSorted()).toEqual([...KNOWN_VARIABLES].toSorted());
});

test("nothing is coloured where NO_COLOR is set, nor in JSON", async () => {
  const { stdout } = await run(["doctor", "--json"], { cwd: inject("bare"), env: { NO_COLOR: "", FORCE_COLOR: "1" } });
  // oxlint-disable-next-line no-control-regex -- looks for them.
  expect(stdout).not.toMatch(/\u001b/);
  const plain = await run(["doctor", "--store", "redis"], { cwd: inject("bare") });
  // oxlint-disable-next-line no-control-regex -- looks for them.
  expect(plain.stdout).not.toMatch(/\u001b/);
  expect(plain.stdout).toContain("error handler-not-wired");
});
