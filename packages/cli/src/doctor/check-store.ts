import { randomUUID } from "node:crypto";
import { encodeEntry, entryKey, systemFiles } from "@tagledger/core";
import { type Operated, readBuild, readBuildPosition } from "@tagledger/core/operate";
import { join } from "node:path";
import type { BoundedStore } from "../store/bounded-store.ts";
import { explain } from "../store/explain.ts";
import { within } from "../store/within.ts";
import { error, type Finding, note, warning } from "./finding.ts";
import type { Patient } from "./patient.ts";

const PROBE_MS = 60_000;

/** Tries what the handlers do with the store, and asks it what it stands on. */
export async function checkStore(
  patient: Patient,
  operated: Operated,
  store: BoundedStore,
  deadlineMs: number,
): Promise<Finding[]> {
  const findings = await probe(store, operated.place);
  if (findings.length > 0) return findings;
  return [
    ...(await examine(operated, deadlineMs)),
    ...(await owner(patient, operated, store)),
    ...(await seeds(patient, store)),
  ];
}

/** The first thing that does not work, as the rest would fail for the same reason. */
async function probe(store: BoundedStore, place: string): Promise<Finding[]> {
  const key = entryKey({ space: "b", within: "tagledger doctor" }, randomUUID());
  try {
    const epoch = (await store.news(undefined))?.position.epoch ?? "0".repeat(32);
    const body = Buffer.from("doctor");
    const frame = encodeEntry(key, { kind: "use-cache", position: { epoch, seq: 0 }, tags: [], meta: {}, body });
    const startedAtMs = performance.now();
    await store.write(key, { frame, position: { epoch, seq: 0 }, ageMs: 0, ttlMs: PROBE_MS });
    const read = await store.read(key);
    await store.remove(key);
    if (read === undefined || !Buffer.from(read.frame).equals(Buffer.concat(frame))) {
      return [
        error(
          "store-forgets",
          `${place} did not give back what was written ${Math.round(performance.now() - startedAtMs)} ms before.`,
          "Look for something that evicts or deletes, or for several servers behind one address.",
        ),
      ];
    }
    return [];
  } catch (cause) {
    const { code, message } = explain(cause);
    return [error(idOf(code), message, fixOf(code))];
  }
}

function idOf(code: string): string {
  if (code.startsWith("TL-")) return code;
  return code === "DEADLINE" ? "store-hangs" : "store-unreachable";
}

function fixOf(code: string): string {
  if (code.startsWith("TL-")) return `See docs/errors/${code}.md`;
  if (code === "DEADLINE")
    return "Look whether the server is overloaded, stopped, or behind a firewall that drops packets.";
  return "Look at the address, the password and the network between here and there, and whether it is running.";
}

/** What the backend itself knows to look at. What it cannot look at, doctor says. */
async function examine(operated: Operated, deadlineMs: number): Promise<Finding[]> {
  try {
    const problems = await within(deadlineMs, operated.place, operated.examine());
    return problems.map(({ code, message }) => {
      const find =
        code === "TL-REDIS-VERSION" || code === "TL-NETWORK-FILESYSTEM" || code === "TL-REDIS-DURABILITY"
          ? error
          : warning;
      return find(code, message, `See docs/errors/${code}.md`);
    });
  } catch (cause) {
    return [
      warning(
        "store-unexamined",
        `${operated.place} could not be examined: ${explain(cause).message}`,
        "Allow the user of tagledger to ask for INFO and TIME.",
      ),
    ];
  }
}

/** Another app that uses the same names would overwrite this one's pages. */
async function owner({ built }: Patient, { settings }: Operated, store: BoundedStore): Promise<Finding[]> {
  if (built === undefined) return [];
  const build = await readBuild(systemFiles, join(built.distDir, "server"));
  if (build === undefined) return [];
  const claim = await store.read(entryKey({ space: "b", within: settings.application }, build.id));
  if (claim === undefined || Buffer.from(claim.frame).toString("utf8") === build.identity) return [];
  return [
    error(
      "TL-NAMESPACE-SHARED",
      `Another build has the build id ${build.id} in the namespace ${settings.namespace}: this one would serve and keep nothing.`,
      "Give each application its own TAGLEDGER_NAMESPACE, and each build its own build id.",
    ),
  ];
}

/** Whether first requests may be answered with what the build prerendered. */
async function seeds({ built, project }: Patient, store: BoundedStore): Promise<Finding[]> {
  if (built === undefined || (project.env["TAGLEDGER_SEEDS"] ?? "position") !== "position") return [];
  const position = await readBuildPosition(systemFiles, join(built.distDir, "server"));
  const epoch = (await store.news(undefined))?.position.epoch;
  if (position !== undefined && position.epoch === epoch) return [];
  const seen =
    position === undefined
      ? "The build has not noted where the ledger was"
      : "The build knew another ledger than the store has now";
  return [
    note(
      "build-position",
      `${seen}, so each prerendered page is made once more before it is served.`,
      "Let the build reach the ledger (TAGLEDGER_BUILD=1 on Redis), or see tagledger seed --help.",
    ),
  ];
}
