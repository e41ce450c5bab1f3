import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { damaged, hostileText, runs } from "@tagledger/fuzz";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { COMMON_OPTIONS } from "../src/cli/common-options.ts";
import { main } from "../src/cli/main.ts";
import { COMMANDS } from "../src/commands/commands.ts";
import { openStore, temporary } from "./stores.ts";

const OWN_FOLDER = join(import.meta.dirname, "..");
const NAMES = COMMANDS.map(({ name }) => name);
const TAGS = ["__proto__", "a\u001b[2Jb", "line\nline", "\u202egnp.exe", "a,b", "_N_T_/../etc", "x".repeat(256)];

/** Runs in this process with nobody to ask. What follows for ever is ended after a moment. */
async function ask(args: readonly string[], cwd: string): Promise<{ code: number; stdout: string; stderr: string }> {
  const written = { stdout: "", stderr: "" };
  const into = (name: "stdout" | "stderr"): NodeJS.WriteStream =>
    ({ write: (text: string) => void (written[name] += text) }) as unknown as NodeJS.WriteStream;
  const ending = new AbortController();
  const timer = args[0] === "tail" ? setTimeout(() => ending.abort(), 30) : undefined;
  const code = await main(args, {
    cwd,
    env: {},
    stdin: process.stdin,
    stdout: into("stdout"),
    stderr: into("stderr"),
    signal: ending.signal,
    interactive: false,
  });
  clearTimeout(timer);
  return { code, ...written };
}

/** One answer, which a terminal or a program can take. */
function expectAnswer({ code, stdout, stderr }: Awaited<ReturnType<typeof ask>>, isJson: boolean): void {
  expect([0, 1, 2]).toContain(code);
  // oxlint-disable-next-line no-control-regex -- looks for them.
  expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  expect(stderr).not.toMatch(/\n\s+at .*:\d+|Cannot read|is not a function|UNEXPECTED/);
  if (code === 2) expect(stderr.trim()).not.toBe("");
  if (isJson) for (const document of documentsIn(stdout)) expect(document).toBeTypeOf("object");
}

function documentsIn(stdout: string): unknown[] {
  if (stdout.startsWith("{\n")) return [JSON.parse(stdout)];
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as unknown);
}

/** A directory that the handlers of an app have written, with names that somebody chose to do harm. */
async function hostileStore(): Promise<{ directory: string; flags: string[] }> {
  const { flags, runtime, cache } = await openStore("filesystem");
  for (const tag of TAGS) {
    await runtime.invalidate([tag]);
    await cache(`["${tag}"]`, [tag]);
  }
  await runtime.invalidate(["soft"], { expire: 100 });
  return { directory: flags[1] as string, flags: [...flags] };
}

describe("the command line", () => {
  // Where a path is given, it stays inside the folder of the test.
  const inside = hostileText.map((text) => `./${text.replaceAll("..", "").slice(0, 40)}`);
  const valueOf = (flag: string): fc.Arbitrary<string> => {
    if (["dir", "project", "build"].includes(flag)) return inside;
    if (flag === "redis") return hostileText.map((text) => `redis://127.0.0.1:1/${text}`);
    if (flag === "seconds") return fc.oneof(hostileText, fc.constant("1"));
    if (flag === "count") return fc.oneof(hostileText, fc.constant("2"));
    return fc.oneof(hostileText, fc.integer({ min: -1, max: 100_000 }).map(String));
  };
  const lineOf: fc.Arbitrary<string[]> = fc.constantFrom(...COMMANDS).chain((command) => {
    const options = Object.entries({ ...COMMON_OPTIONS, ...command.options });
    const flag = fc
      .constantFrom(...options)
      .filter(([name]) => name !== "help")
      .chain(([name, { type }]) =>
        type === "boolean" ? fc.constant(`--${name}`) : valueOf(name).map((value) => `--${name}=${value}`),
      );
    const part = fc.oneof({ weight: 3, arbitrary: flag }, { weight: 1, arbitrary: hostileText });
    return fc
      .tuple(
        fc.array(hostileText, { minLength: command.positionals, maxLength: command.positionals }),
        fc.array(part, { maxLength: 4 }),
      )
      .map(([positionals, parts]) => [command.name].concat(positionals, parts));
  });

  test("is taken or refused, whatever is in it, where nothing says where the cache is", async () => {
    await fc.assert(
      fc.asyncProperty(lineOf, async (args) => {
        expectAnswer(await ask([...args, "--timeout=100"], temporary()), args.includes("--json"));
      }),
      runs(300),
    );
  });

  test("is taken or refused, whatever is in it, on a cache with hostile names", async () => {
    const { flags } = await hostileStore();
    await fc.assert(
      fc.asyncProperty(lineOf, async (args) => {
        const [name = "", ...rest] = args.filter((arg) => !/^--(dir|redis|store|project|app|namespace)=/.test(arg));
        // What comes last counts, and a bench of the default length would take seconds.
        const short = name === "bench" ? ["--count=2", "--seconds=1"] : [];
        const answer = await ask([name, ...flags, ...rest, ...short], OWN_FOLDER);
        expectAnswer(answer, args.includes("--json"));
      }),
      runs(300),
    );
  });
});

describe("what was damaged on the disk", () => {
  test("never makes a command crash or hang", async () => {
    const { directory, flags } = await hostileStore();
    const files = readdirSync(directory, { recursive: true, encoding: "utf8" })
      .filter((file) => statSync(join(directory, file)).isFile())
      .toSorted();
    expect(files.length).toBeGreaterThan(TAGS.length);
    const [, , ...rest] = flags;
    const change = fc
      .constantFrom(...files)
      .chain((file) => damaged(fc.constant(readFileSync(join(directory, file)))).map(({ after }) => ({ file, after })));
    const command = fc.constantFrom<string[][]>(
      ["stats"],
      ["stats", "--json"],
      ["inspect", "__proto__"],
      ["inspect", "soft", "--json", "--show-values"],
      ["tail", "--json"],
      ["tail"],
      ["purge", "--prefix", "a", "--dry-run"],
      ["purge", "--tag", "a"],
    );
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), command, async (changes, args) => {
        const copy = temporary();
        cpSync(directory, copy, { recursive: true });
        for (const { file, after } of changes) writeFileSync(join(copy, file), after);
        expectAnswer(await ask([...args, "--dir", copy, ...rest], OWN_FOLDER), args.includes("--json"));
      }),
      runs(150),
    );
  });
});

test("an .env file of any content is read, or is named as what is wrong", async () => {
  const line = fc.oneof(
    hostileText,
    fc
      .tuple(
        fc.constantFrom("TAGLEDGER_DIR", "TAGLEDGER_NAMESPACE", "TAGLEDGER_DEADLINE_MS", "TAGLEDGER_NEAR_BYTES"),
        hostileText,
      )
      .map(([name, text]) => `${name}=${name === "TAGLEDGER_DIR" ? `./d${text.replaceAll("..", "")}` : text}`),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...NAMES), fc.array(line, { maxLength: 5 }), async (name, lines) => {
      const folder = temporary();
      // Next.js itself reads the file.
      mkdirSync(join(folder, "node_modules"));
      symlinkSync(join(OWN_FOLDER, "node_modules/next"), join(folder, "node_modules/next"));
      writeFileSync(join(folder, "package.json"), "{}");
      writeFileSync(join(folder, ".env"), lines.join("\n"));
      const more = name === "bench" ? ["--count=1", "--seconds=1"] : name === "inspect" ? ["a"] : [];
      const answer = await ask([name, ...more, "--store=filesystem", "--timeout=1000"], folder);
      expectAnswer(answer, false);
    }),
    runs(150),
  );
});
