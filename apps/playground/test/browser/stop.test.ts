import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, readlink, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";

const script = fileURLToPath(new URL("../../../../tooling/control/bin/playground.mjs", import.meta.url));
const started: ChildProcess[] = [];
let scratch = "";

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "tagledger-stop-"));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));
// What a failed test has started must not go on for ever; nothing happens to what has ended.
afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGTERM");
});

/** The command of the playground, with a token that marks every process that it starts. */
function start(env: Record<string, string> = {}) {
  const token = randomBytes(12).toString("hex");
  const child = spawn(process.execPath, [script, "--packages-built"], {
    env: {
      ...process.env,
      NODE_ENV: "production",
      PORT: "0",
      TMPDIR: scratch,
      PLAYGROUND_TOKEN: token,
      PLAYGROUND_DIST_DIR: ".next-test/stop",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.push(child);
  let output = "";
  let look = () => {};
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8");
    stream.on("data", (chunk: string) => {
      output += chunk;
      look();
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once("close", (code) => resolve(code)));
  const printed = (what: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      look = () => {
        const found = what.exec(output);
        if (found !== null) resolve(found);
      };
      look();
      void ended.then(() => reject(new Error(`it ended before it printed ${what}:\n${output}`)));
    });
  return { child, token, ended, printed, output: () => output };
}

/** The processes that have this word in their environment, or work in the scratch folder as a Redis does. */
async function marked(token: string): Promise<readonly string[]> {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const processes = await Promise.all(
    ids.map(async (id) => ({
      id,
      environment: await readFile(`/proc/${id}/environ`, "latin1").catch(() => ""),
      folder: await readlink(`/proc/${id}/cwd`).catch(() => ""),
    })),
  );
  return processes
    .filter(({ environment, folder }) => environment.includes(token) || folder.startsWith(scratch))
    .map(({ id }) => id);
}

async function expectNothingLeft(token: string): Promise<void> {
  await expect.poll(() => marked(token), { timeout: 10_000 }).toEqual([]);
  expect(await readdir(scratch)).toEqual([]);
}

test("Ctrl-C in the middle of the build leaves nothing behind", async () => {
  const { child, token, ended, printed } = start();
  await printed(/Building the playground/);
  await expect.poll(async () => (await marked(token)).length, { timeout: 20_000 }).toBeGreaterThan(1);
  child.kill("SIGINT");
  expect(await ended).toBe(0);
  await expectNothingLeft(token);
});

test("a start that fails says why and leaves nothing behind", async () => {
  const { token, ended, output } = start({ TAGLEDGER_DEADLINE_MS: "soon" });
  expect(await ended).toBe(1);
  expect(output()).toMatch(/TAGLEDGER_DEADLINE_MS/);
  await expectNothingLeft(token);
});

test("Ctrl-C ends all fleets, their Redis and an instance that hangs", async () => {
  const { child, token, ended, printed } = start();
  const [, origin] = await printed(/(http:\S+)\/enter/);
  const command = (name: string, fields: Record<string, string>) =>
    fetch(`${origin}/control/${name}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      body: new URLSearchParams(fields),
    });
  expect((await command("start-fleet", { fleet: "redis" })).status).toBe(200);
  expect((await command("instance", { fleet: "redis", instance: "b", do: "pause" })).status).toBe(200);
  expect((await command("redis", { do: "pause" })).status).toBe(200);
  expect((await marked(token)).length).toBeGreaterThan(7);
  child.kill("SIGINT");
  expect(await ended).toBe(0);
  await expectNothingLeft(token);
});
