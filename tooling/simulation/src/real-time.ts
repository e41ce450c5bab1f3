import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";

/** What would let the real machine have a say. */
const FORBIDDEN: readonly [owner: object, name: string][] = [
  [Date, "now"],
  [performance, "now"],
  [Math, "random"],
  [globalThis, "setTimeout"],
  [globalThis, "setInterval"],
  [globalThis, "setImmediate"],
  [crypto, "randomBytes"],
  [crypto, "randomUUID"],
  [crypto, "randomInt"],
  [crypto.webcrypto, "getRandomValues"],
  [crypto.webcrypto, "randomUUID"],
];

let isForbidden = false;
let isArranged = false;

/** Runs something in which nothing may ask the real clock, the real timers or real chance. */
export async function withoutRealTime<Result>(run: () => Promise<Result>): Promise<Result> {
  arrange();
  isForbidden = true;
  try {
    return await run();
  } finally {
    isForbidden = false;
  }
}

/** Once: it takes longer than a history. */
function arrange(): void {
  if (isArranged) return;
  isArranged = true;
  for (const [owner, name] of FORBIDDEN) {
    const real = Reflect.get(owner, name) as (...values: unknown[]) => unknown;
    const value = (...values: unknown[]): unknown => {
      if (isForbidden) throw new Error(`${name} was called during a simulated history`);
      return Reflect.apply(real, owner, values);
    };
    Object.defineProperty(owner, name, { value, configurable: true, writable: true });
  }
  syncBuiltinESMExports();
}
