import { run } from "@tagledger/ci/command";

/** `pnpm install-matrix`: every combination that `test/installs.test.ts` covers a few of. The packages must be built. */
const vitest = ["vitest", "run", "--root", "tooling/release", "--reporter=verbose", "test/installs.test.ts"];
process.exitCode = await run(vitest, { INSTALLS: "all" });
