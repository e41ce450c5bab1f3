import type { ReadOutcome, Runtime, Store } from "@tagledger/core";
import { type BrokenHandlers, runtime } from "./broken-handlers.ts";

type Wait = Runtime["awaitEntry"];

const TOPIC = "cold misses";
const WAIT_MS = 500;

/** Handlers that wait differently. */
function waiting(name: string, claim: string, change: (inner: Wait, whole: Runtime, store: Store) => Wait) {
  return runtime(name, [TOPIC, claim], (whole, store) => ({ awaitEntry: change(whole.awaitEntry, whole, store) }));
}

/** Handlers that do not wait where they can. */
function hasty(kind: string, claim: string): BrokenHandlers {
  return waiting(`makes ${kind} wherever it is missing`, claim, (inner) => (key, request, outcome) => {
    return request.kind === kind ? Promise.resolve(outcome) : inner(key, request, outcome);
  });
}

/** The first idea of a wait: one lease for each key, no memory, no guard, no second look at the ledger. */
function naiveWait({ clock, read }: Runtime, store: Store): Wait {
  const isCold = ({ verdict }: ReadOutcome): boolean => verdict === "missing" || verdict === "expired";
  return async (key, request, outcome) => {
    if (!isCold(outcome) || store.lease === undefined) return outcome;
    const overMs = clock.now() + WAIT_MS;
    if (await store.lease(key, WAIT_MS)) return outcome;
    let last = outcome;
    while (isCold(last) && clock.now() < overMs) {
      await new Promise<void>((resolve) => void clock.schedule(50, resolve));
      last = await read(key, request);
    }
    return last;
  };
}

export const BROKEN_WAITS: readonly BrokenHandlers[] = [
  hasty("use-cache", "of ten processes that ask at once for 'use cache'"),
  hasty("FETCH", "of ten processes that ask at once for fetch data"),
  hasty("APP_PAGE", "of ten processes that ask at once for a response"),
  waiting(
    "makes what has expired in every process",
    "so they do whenever 'use cache' has expired",
    (inner) => async (key, request, outcome) =>
      outcome.verdict === "expired" ? outcome : inner(key, request, outcome),
  ),
  waiting(
    "leases once for all that a key will ever have",
    "so they do whenever fetch data has expired",
    (_inner, whole, store) => naiveWait(whole, store),
  ),
  {
    name: "waits for a maker as long as it takes",
    caughtBy: [TOPIC, "nobody waits longer than the bound"],
    create: () => ({ options: { coldMissWaitMs: 60_000 } }),
  },
  {
    name: "waits for nobody",
    caughtBy: [TOPIC, "nobody waits longer than the bound"],
    create: () => ({ options: { coldMissWaitMs: 0 } }),
  },
  waiting("forgets what it waited for in vain", "what is never stored", (_inner, whole, store) =>
    naiveWait(whole, store),
  ),
  waiting(
    "waits until what is stale is replaced",
    "what is stale is served",
    (inner) => async (key, request, outcome) =>
      inner(key, request, outcome.verdict === "stale" ? { verdict: "missing" } : outcome),
  ),
  waiting(
    "lets one replace what is stale and masks it for the others (hole 3)",
    "what is stale is served",
    (inner, whole, store) => async (key, request, outcome) => {
      if (outcome.verdict !== "stale") return inner(key, request, outcome);
      return (await store.lease?.(key, WAIT_MS)) === true ? outcome : { ...outcome, verdict: "fresh" };
    },
  ),
  waiting("serves what it waited for unseen", "what was waited for is not served", (_inner, whole, store) =>
    naiveWait(whole, store),
  ),
  waiting("asks for leases past the guard", "nobody waits where leases fail", (_inner, whole, store) =>
    naiveWait(whole, store),
  ),
  waiting("waits for what only it has", "nobody waits in next build", (_inner, whole, store) =>
    naiveWait(whole, store),
  ),
  waiting("waits for itself", "nobody waits for what its own process makes", (_inner, whole, store) =>
    naiveWait(whole, store),
  ),
  runtime("waits before it looks what the build made", [TOPIC, "nobody waits for a page"], (whole) => ({
    read: async (key, request) => whole.awaitEntry(key, request, await whole.read(key, request)),
  })),
  waiting(
    "waits for others as long as they wait for it",
    "requests that need what the other makes",
    (_inner, { clock, read }, store) =>
      async (key, request, outcome) => {
        if (outcome.verdict !== "missing" || (await store.lease?.(key, 1e9)) !== false) return outcome;
        for (;;) {
          await new Promise<void>((resolve) => void clock.schedule(50, resolve));
          const found = await read(key, request);
          if (found.verdict !== "missing") return found;
        }
      },
  ),
];
