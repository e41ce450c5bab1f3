import { parseArgs } from "node:util";
import { PNPM, run } from "./command.mjs";
import { ensureTool } from "./ensure-tool.mjs";

/**
 * `pnpm soak [--minutes n] [--seed n]`: three `next start` on a real Redis, to which faults happen one after the other.
 * Fails when anything old is served, a request hangs, or memory or connections are held on to. A failure is had again, as
 * far as the machine allows it, with the seed that is printed.
 */
const { values } = parseArgs({ options: { minutes: { type: "string", default: "60" }, seed: { type: "string" } } });
await ensureTool("redis-server");
const built = await run(["turbo", "run", "build", "--ui=stream", "--output-logs=errors-only"]);
process.exitCode =
  built ||
  (await run(
    [...PNPM, "--filter", "@tagledger/e2e", "exec", "vitest", "run", "test/soak.test.ts", "--reporter=verbose"],
    {
      TAGLEDGER_SOAK_MINUTES: values.minutes,
      ...(values.seed !== undefined && { TAGLEDGER_SOAK_SEED: values.seed }),
    },
  ));
