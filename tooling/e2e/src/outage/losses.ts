import type { Single } from "./single.ts";
import { HEAD, LEDGER_KEYS, type Fault } from "./stand.ts";
import { pause } from "./traffic.ts";

const parts = LEDGER_KEYS.map((key) => ({
  name: `DEL of the ledger's ${key.split(":").at(-1)}`,
  command: ["DEL", key],
}));

const removals = [{ name: "FLUSHALL", command: ["FLUSHALL"] }, ...parts].map(({ name, command }): Fault<Single> => ({
  name,
  silences: false,
  async happen({ server }, { invalidateQuiet }) {
    for (let time = 0; time < 3; time++) {
      await invalidateQuiet();
      await server.command(...command);
      await pause(300);
    }
  },
}));

const eviction: Fault<Single> = {
  name: "maxmemory with allkeys-lru evicts the ledger",
  silences: false,
  async happen({ server }, { invalidateQuiet }) {
    const before = await server.command("GET", HEAD);
    await server.command("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
    await invalidateQuiet();
    // Less than an empty server needs: whatever is written goes at once, or is refused.
    await server.command("CONFIG", "SET", "maxmemory", "100kb");
    await pause(1_500);
    await server.command("CONFIG", "SET", "maxmemory", "0");
    await server.command("CONFIG", "SET", "maxmemory-policy", "noeviction");
    const after = await server.command("GET", HEAD);
    if (epochOf(after) === epochOf(before)) throw new Error("the ledger was not evicted");
  },
};

const epochOf = (head: unknown): unknown => (typeof head === "string" ? head.split(" ")[1] : head);

/** The server runs, and has no longer what it was told to keep. */
export const losses: readonly Fault<Single>[] = [...removals, eviction];
