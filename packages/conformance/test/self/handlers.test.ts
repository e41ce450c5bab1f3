import { afterAll, expect, test } from "vitest";
import { type HandlerFactory, handlersOn } from "../../src/handler-subject.ts";
import { HANDLER_TOPICS } from "../../src/handler-suite.ts";
import { memoryFactory } from "../../src/memory-factory.ts";
import { removeBuilds } from "../../src/next/singular.ts";
import { BROKEN_HANDLERS, type BrokenHandlers } from "./broken-handlers.ts";
import { BROKEN_WAITS } from "./broken-waits.ts";
import { ENDLESS, failureOf, findClaim } from "./catches.ts";

/** What is found by chance is found within a few hundred interleavings. */
const PACE = 0.2;

function factoryOf({ create }: BrokenHandlers): HandlerFactory {
  return async (settings) => {
    const breakage = create();
    const alter = breakage.runtime;
    const subject = await handlersOn(memoryFactory, { pace: PACE, ...(alter !== undefined && { alter }) })(settings);
    return {
      ...subject,
      async start(options) {
        const process = await subject.start({ ...options, ...breakage.options });
        return breakage.process?.(process) ?? process;
      },
    };
  };
}

afterAll(removeBuilds);

test.for([...BROKEN_HANDLERS, ...BROKEN_WAITS])(
  "a handler that $name is caught",
  { timeout: 30_000 },
  async (mutant) => {
    const claim = findClaim(HANDLER_TOPICS, ...mutant.caughtBy);
    const failure = await failureOf(claim, factoryOf(mutant));
    expect(failure, `"${claim.name}" fails`).toBeDefined();
    expect(failure).not.toBe(ENDLESS);
  },
);
