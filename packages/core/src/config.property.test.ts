import { hostileText, runs } from "@tagledger/fuzz";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { readEnvironment } from "./config.ts";
import { TagledgerError } from "./errors.ts";

const NAMES = [
  "TAGLEDGER_DEADLINE_MS",
  "TAGLEDGER_RETRY_MS",
  "TAGLEDGER_NEAR_BYTES",
  "TAGLEDGER_GRACE_MS",
  "TAGLEDGER_MAX_TTL_SECONDS",
  "TAGLEDGER_MAX_ENTRY_BYTES",
  "TAGLEDGER_COLD_MISS_WAIT_MS",
  "TAGLEDGER_MAX_STALENESS_MS",
  "TAGLEDGER_CONSISTENCY",
  "TAGLEDGER_SEEDS",
  "TAGLEDGER_NAMESPACE",
] as const;
const value = fc.oneof(
  fc.nat().map(String),
  fc.constantFrom("strong", "bounded", "position", "trust", "off", "0", "-1", "1e3", "0x10", " 5", "5\n", "٣", "∞"),
  hostileText,
);

test("every environment is either read, with all numbers within their limits, or refused by one clear error", () => {
  const env = fc.dictionary(fc.constantFrom(...NAMES, "__proto__", "OTHER"), value, { maxKeys: 4 });
  const property = fc.property(env, (given) => {
    let settings: ReturnType<typeof readEnvironment>;
    try {
      settings = readEnvironment(given);
    } catch (error) {
      expect(error).toBeInstanceOf(TagledgerError);
      expect((error as TagledgerError).code).toBe("TL-CONFIG");
      expect((error as Error).message).toMatch(/TAGLEDGER_[A-Z_]+ is ".*"; accepted is .+\./s);
      // One line, whatever stands in the variable: it goes to a log.
      expect((error as Error).message).not.toMatch(/[\n\r\0]/);
      return;
    }
    for (const number of Object.values(settings.runtime).filter((one) => typeof one === "number")) {
      expect(Number.isSafeInteger(number)).toBe(true);
      expect(number).toBeGreaterThanOrEqual(0);
    }
    if (settings.namespace !== undefined) expect(settings.namespace).toMatch(/^[A-Za-z0-9@/._-]{1,200}$/);
  });
  fc.assert(property, runs(3000));
});
