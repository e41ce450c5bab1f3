#!/usr/bin/env node
// Builds the packages and the playground, runs it as three instances behind a proxy, and ends them on Ctrl-C.
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildApp, buildPackages, startFleet, startSource } from "../src/index.mjs";

const started = performance.now();
const seconds = () => ((performance.now() - started) / 1000).toFixed(1);
const appDir = fileURLToPath(new URL("../../../apps/playground", import.meta.url));

/** @type {Array<() => Promise<unknown>>} what to undo, last first */
const undo = [];
/** @type {Promise<void> | undefined} */
let stopping;

/** @param {number} code */
function stop(code) {
  stopping ??= (async () => {
    for (const step of undo.toReversed()) await step();
    process.exit(code);
  })();
  return stopping;
}

for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) process.on(signal, () => void stop(0));

try {
  await run();
} catch (error) {
  // Stopped in the middle of the build: its end is no failure then.
  if (stopping === undefined) console.error(error instanceof Error ? error.message : error);
  await stop(1);
}

async function run() {
  const dir = await mkdtemp(join(tmpdir(), "tagledger-playground-"));
  undo.push(() => rm(dir, { recursive: true, force: true }));
  const source = await startSource();
  undo.push(() => source.stop());

  console.log("Building the packages …");
  await buildPackages(appDir);

  const token = process.env.PLAYGROUND_TOKEN ?? randomBytes(12).toString("hex");
  const env = {
    PLAYGROUND_SOURCE_URL: source.url,
    PLAYGROUND_TOKEN: token,
    PLAYGROUND_INSTANCES: "a,b,c",
    // The build notes where its ledger stands, so that its pages may answer the first requests.
    TAGLEDGER_DIR: process.env.TAGLEDGER_DIR ?? join(dir, "ledger"),
  };
  console.log(`Building the playground … (${seconds()} s)`);
  await buildApp({ appDir, env: { ...env, TAGLEDGER_INSTANCE: "build" } });

  console.log(`Starting three instances … (${seconds()} s)`);
  const fleet = await startFleet({
    appDir,
    env,
    instances: 3,
    sharedDir: env.TAGLEDGER_DIR,
    port: Number(process.env.PORT ?? 3000),
  });
  undo.push(() => fleet.stop());

  const first = await fetch(fleet.url);
  await first.arrayBuffer();
  if (!first.ok) throw new Error(`the first page answered ${first.status}\n${fleet.logTail()}`);
  console.log(`
  ${fleet.url}/enter?token=${token}

First page after ${seconds()} s. The token is ${token}; without it the page can be read but changes nothing.
Ctrl-C stops everything.`);
}
