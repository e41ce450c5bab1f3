import { join } from "node:path";
import { type LedgerReplica, systemFiles } from "@tagledger/core";
import { type BuildPosition, readBuildPosition } from "@tagledger/core/operate";
import { Failure, UsageError } from "../cli/failure.ts";
import { epochText } from "../store/position-text.ts";

/** @throws UsageError when it is not what `--print-position` prints. */
export function parsePosition(text: string | undefined): BuildPosition | undefined {
  if (text === undefined) return undefined;
  const match = /^([0-9a-f]{32})\/(\d{1,16})$/.exec(text);
  const seq = Number(match?.[2]);
  if (match === null || !Number.isSafeInteger(seq)) {
    throw new UsageError("--position is what tagledger seed --print-position printed before the build began.");
  }
  return { epoch: match[1] as string, seq };
}

const TWO_WAYS =
  "Let the build reach the ledger (TAGLEDGER_BUILD=1 on Redis), or run tagledger seed --print-position before it and give the result with --position.";

/**
 * What a build is as old as.
 *
 * @param given what the operator says that the ledger was at before the build began.
 * @throws Failure `SEED-POSITION` when that is not known, or the ledger cannot judge by it any more.
 */
export async function seedPosition(
  serverDistDir: string,
  ledger: LedgerReplica,
  given: BuildPosition | undefined,
): Promise<BuildPosition> {
  const noted = await readBuildPosition(systemFiles, serverDistDir);
  const position = given === undefined ? noted : earlier(given, noted);
  if (position === undefined) {
    const files = await systemFiles.list(join(serverDistDir, "..", "tagledger"));
    throw refused(
      files.length === 0
        ? "The build has not noted where the ledger was."
        : "The ledger was renewed while it was built.",
    );
  }
  if (position.epoch !== ledger.epoch) {
    throw refused(
      `The build knew epoch ${epochText(position.epoch)}, and the ledger is in ${epochText(ledger.epoch ?? "")}: it was built against another store, or in memory, or the ledger was lost or purged since.`,
    );
  }
  if (position.seq > ledger.seq)
    throw refused(`The build knew position ${position.seq}, and the ledger is at ${ledger.seq}: it was rewound.`);
  if (position.seq < ledger.floorSeq) {
    throw refused(
      `The build is from position ${position.seq}, and the ledger remembers only from ${ledger.floorSeq} on.`,
    );
  }
  return position;
}

/** What the operator says may be earlier than what the build has found, never later. */
function earlier(given: BuildPosition, noted: BuildPosition | undefined): BuildPosition {
  if (noted === undefined || noted.epoch !== given.epoch) return given;
  return noted.seq < given.seq ? noted : given;
}

function refused(reason: string): Failure {
  return new Failure("SEED-POSITION", `${reason} Nothing was loaded: nobody could tell whether it is old. ${TWO_WAYS}`);
}
