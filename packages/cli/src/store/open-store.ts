import type { Operated } from "@tagledger/core/operate";
import { createLedgerReplica, type LedgerReplica, systemClock } from "@tagledger/core";
import type { Call } from "../cli/command.ts";
import { Failure } from "../cli/failure.ts";
import { buildFolder, openProject, type Project } from "../project/project.ts";
import { type BoundedStore, boundedStore } from "./bounded-store.ts";
import { chooseBackend } from "./choose-backend.ts";
import { loadBackend } from "./load-backend.ts";
import { within } from "./within.ts";

/** The store of a project, opened for a command. */
export interface OpenedStore {
  readonly project: Project;
  readonly operated: Operated;
  /** Every call of it ends in time. */
  readonly store: BoundedStore;
  readonly deadlineMs: number;
}

const DEFAULT_DEADLINE_MS = 5000;

export function deadlineOf({ values }: Pick<Call, "values">): number {
  return values.number("timeout", 10, 600_000) ?? DEFAULT_DEADLINE_MS;
}

/** Opens the store that the flags and the variables name. */
export async function openStore(call: Call): Promise<OpenedStore> {
  const project = openProject(call);
  const deadlineMs = deadlineOf(call);
  const name = chooseBackend(project, buildFolder(project, call), call.values);
  const operate = await loadBackend(project.folder, name);
  const operated = await operate({ env: project.env, cwd: project.folder, deadlineMs });
  return { project, operated, store: boundedStore(operated.store, operated.place, deadlineMs), deadlineMs };
}

/**
 * Opens the store, and closes it whatever comes of `use`.
 *
 * @param needs `ledger`: there must be one, because a new one in a place that nobody else looks at helps nobody.
 * @throws Failure `NO-LEDGER`.
 */
export async function withStore<Result>(
  call: Call,
  needs: "ledger" | "place",
  use: (opened: OpenedStore) => Promise<Result>,
): Promise<Result> {
  const opened = await openStore(call);
  try {
    if (needs === "ledger") await refuseEmpty(opened);
    return await use(opened);
  } finally {
    // A connection that hangs is left to the end of the process.
    await Promise.race([opened.operated.close().catch(() => {}), new Promise((resolve) => setTimeout(resolve, 500))]);
  }
}

async function refuseEmpty({ operated, deadlineMs }: OpenedStore): Promise<void> {
  const { place, settings } = operated;
  if (await within(deadlineMs, place, operated.exists())) return;
  throw new Failure(
    "NO-LEDGER",
    `There is no ledger of the namespace ${settings.namespace} in ${place}. Instances make one when they start; look at --namespace, and at --redis or --dir.`,
  );
}

/**
 * All that the ledger knows, as the handlers hold it.
 *
 * @throws what the store rejected with.
 */
export async function readLedger(store: BoundedStore): Promise<LedgerReplica> {
  let failure: Error = new Failure("STORE", "The ledger changes faster than it can be read. Try again.");
  const replica = createLedgerReplica(
    {
      news: (since) =>
        store.news(since).catch((error: unknown) => {
          if (error instanceof Error) failure = error;
          throw error;
        }),
      append: (invalidations, since) => store.append(invalidations, since),
      renew: (epoch) => store.renew(epoch),
    },
    systemClock,
  );
  if (!(await replica.refresh())) throw failure;
  return replica;
}
