import { join } from "node:path";
import type { BuildPosition } from "@tagledger/core/operate";
import type { Call, Command, ExitCode } from "../cli/command.ts";
import { Failure } from "../cli/failure.ts";
import { buildFolder } from "../project/project.ts";
import { loadSeeds, type SeedOutcome } from "../seed/load-seeds.ts";
import { parsePosition, seedPosition } from "../seed/seed-position.ts";
import { type OpenedStore, readLedger, withStore } from "../store/open-store.ts";
import { positionText } from "../store/position-text.ts";
import { bytesText, counted } from "../text/figures.ts";
import { printable } from "../text/printable.ts";
import { wrap } from "../text/wrap.ts";

export const SEED: Command = {
  name: "seed",
  takes: "",
  positionals: 0,
  summary: "load what next build prerendered into the store, to answer first requests",
  details:
    "What was prerendered is as old as the ledger was when the build began, and is judged by that like any entry: what was invalidated since is left out. A build that could reach the ledger has noted its position (TAGLEDGER_BUILD=1 on Redis). For one that could not, print the position before it begins and hand it to seed. Without a position that the ledger still knows, nothing is loaded, because nobody could tell whether it is old.",
  options: {
    build: { type: "string", value: "<path>", text: "where the build is; default .next" },
    "print-position": { type: "boolean", text: "print where the ledger is, and load nothing" },
    position: { type: "string", value: "<position>", text: "what --print-position printed before the build began" },
    "dry-run": { type: "boolean", text: "say what would be loaded" },
  },
  examples: [
    ["TAGLEDGER_BUILD=1 next build && npx tagledger seed", "The build may reach Redis."],
    [
      "POSITION=$(npx tagledger seed --print-position)\n  next build\n  npx tagledger seed --position $POSITION",
      "It may not.",
    ],
  ],
  async run(call) {
    const given = parsePosition(call.values.text("position"));
    // Before the first start of all, an empty ledger is what a build is as old as.
    const needs = call.values.has("print-position") ? "place" : "ledger";
    return withStore(call, needs, (opened) => seed(call, opened, given));
  },
};

async function seed(call: Call, opened: OpenedStore, given: BuildPosition | undefined): Promise<ExitCode> {
  const { values, output, around } = call;
  const ledger = await readLedger(opened.store);
  if (values.has("print-position")) {
    const position = ledger.position;
    if (position === undefined) throw new Failure("SEED-POSITION", "The ledger does not say where it is.");
    output.json({ position });
    output.line(`${position.epoch}/${position.seq}`);
    return 0;
  }
  const serverDistDir = join(buildFolder(opened.project, call), "server");
  const position = await seedPosition(serverDistDir, ledger, given);
  const isDry = values.has("dry-run");
  const outcomes = await loadSeeds(opened, { serverDistDir, position, ledger, isDry, signal: around.signal });
  const loaded = outcomes.filter(({ result }) => result === "loaded");
  const bytes = loaded.reduce((sum, outcome) => sum + outcome.bytes, 0);
  output.json({ dryRun: isDry, position, loaded: loaded.length, bytes, outcomes });
  output.line(
    wrap(
      `${isDry ? "Would load" : "Loaded"} ${loaded.length} of ${counted(outcomes.length, "prerendered response")} (${bytesText(bytes)}), from position ${positionText(position)}.`,
    ),
  );
  for (const outcome of outcomes) if (outcome.result !== "loaded") output.line(leftOut(outcome));
  return around.signal.aborted || outcomes.some(({ result }) => result === "failed") ? 1 : 0;
}

function leftOut({ path, reason }: SeedOutcome): string {
  return wrap(`${printable(path)}: ${reason ?? "left out"}`, 2);
}
