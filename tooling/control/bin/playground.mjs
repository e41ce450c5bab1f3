#!/usr/bin/env node
// Builds the packages and the playground, runs it as three instances behind one address, and ends everything on Ctrl-C.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { buildPackages } from "@tagledger/fleet";
import { startControl } from "../src/index.mjs";

const started = performance.now();
const { values } = parseArgs({ options: { "packages-built": { type: "boolean", default: false } } });
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

for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
  process.on(signal, () => {
    // Who asks twice does not want to wait: children are killed when this process ends.
    if (stopping !== undefined) process.exit(1);
    console.log("\nStopping …");
    void stop(0);
  });
}
process.on("uncaughtException", (error) => {
  console.error(error);
  void stop(1);
});

/** @param {string} what */
function say(what) {
  console.log(`[${((performance.now() - started) / 1000).toFixed(1).padStart(5)} s] ${what}`);
}

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
  const token = process.env.PLAYGROUND_TOKEN;
  const control = await startControl({
    appDir,
    dir,
    port: Number(process.env.PORT ?? 3000),
    ...(token !== undefined && { token }),
  });
  undo.push(() => control.stop());

  if (!values["packages-built"]) {
    say("Building the packages");
    await buildPackages(appDir);
  }
  say("Building the playground");
  await control.build();
  say("Starting three instances on the filesystem");
  await control.start("filesystem");

  const first = await fetch(control.url);
  await first.arrayBuffer();
  if (!first.ok) throw new Error(`the first page answered ${first.status}`);
  say("Ready");
  console.log(`
  ${control.url}/enter?token=${control.token}

Without the token in this address the page can be read and changes nothing. Ctrl-C stops everything.`);
}
