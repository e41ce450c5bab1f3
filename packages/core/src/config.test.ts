import { describe, expect, test } from "vitest";
import { readEnvironment } from "./config.ts";

describe("the environment", () => {
  test("may be empty", () => {
    expect(readEnvironment({})).toEqual({ runtime: {}, incremental: {}, namespace: undefined, debug: false });
  });
  test("sets what it names", () => {
    const env = {
      TAGLEDGER_DEADLINE_MS: "250",
      TAGLEDGER_NEAR_BYTES: "0",
      TAGLEDGER_MAX_TTL_SECONDS: "60",
      TAGLEDGER_COLD_MISS_WAIT_MS: "0",
    };
    const runtime = { deadlineMs: 250, nearBytes: 0, maxTtlMs: 60_000, coldMissWaitMs: 0 };
    expect(readEnvironment(env).runtime).toEqual(runtime);
  });
  test("bounds staleness only when it is asked to", () => {
    const env = { TAGLEDGER_CONSISTENCY: "bounded", TAGLEDGER_MAX_STALENESS_MS: "200" };
    expect(readEnvironment(env).runtime.consistency).toEqual({ maxStalenessMs: 200 });
    expect(() => readEnvironment({ TAGLEDGER_MAX_STALENESS_MS: "200" })).toThrow(/TAGLEDGER_MAX_STALENESS_MS is "200"/);
  });
  test.each([
    [{ TAGLEDGER_DEBUG: "1" }, true],
    [{ NEXT_PRIVATE_DEBUG_CACHE: "1" }, true],
    [{ TAGLEDGER_DEBUG: "0", NEXT_PRIVATE_DEBUG_CACHE: "1" }, false],
    [{ NEXT_PRIVATE_DEBUG_CACHE: "" }, false],
  ])("%j makes debugging %j", (env, debug) => {
    expect(readEnvironment(env).debug).toBe(debug);
  });
  test.each([
    ["TAGLEDGER_DEADLINE_MS", "0"],
    ["TAGLEDGER_DEADLINE_MS", "1e3"],
    ["TAGLEDGER_DEADLINE_MS", ""],
    ["TAGLEDGER_NEAR_BYTES", "64MB"],
    ["TAGLEDGER_COLD_MISS_WAIT_MS", "0.5"],
    ["TAGLEDGER_COLD_MISS_WAIT_MS", "60001"],
    ["TAGLEDGER_CONSISTENCY", "eventual"],
    ["TAGLEDGER_SEEDS", "yes"],
    ["TAGLEDGER_DEBUG", "verbose"],
    ["TAGLEDGER_NAMESPACE", "a b"],
  ])("refuses %s=%j with the name, the value and what is accepted", (name, value) => {
    const read = (): unknown => readEnvironment({ [name]: value });
    expect(read).toThrow(expect.objectContaining({ code: "TL-CONFIG" }));
    expect(read).toThrow(new RegExp(`${name} is ${JSON.stringify(value)}; accepted is .+`));
  });
});
