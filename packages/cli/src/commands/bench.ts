import type { Call, Command, ExitCode } from "../cli/command.ts";
import { runTrials } from "../bench/trials.ts";
import { boundedStore } from "../store/bounded-store.ts";
import { type OpenedStore, withStore } from "../store/open-store.ts";
import { within } from "../store/within.ts";
import { table } from "../text/figures.ts";
import { wrap } from "../text/wrap.ts";

const DEFAULT_COUNT = 100;
const DEFAULT_SECONDS = 2;
const DEFAULT_HANDLER_DEADLINE_MS = 500;

export const BENCH: Command = {
  name: "bench",
  takes: "",
  positionals: 0,
  summary: "how long your Redis or directory takes: round trip, refresh, read, write",
  details:
    "Each is done one at a time, so often and so long at the most, in a namespace of its own that is removed at the end; the app's ledger and entries are left alone. What a request pays is one refresh, and one read for what is not in the memory of its process.",
  options: {
    count: { type: "string", value: "<n>", text: `how often each is done at the most; default ${DEFAULT_COUNT}` },
    seconds: { type: "string", value: "<s>", text: `how long each is done at the most; default ${DEFAULT_SECONDS}` },
  },
  examples: [
    ["npx tagledger bench", "Fast enough, from this machine?"],
    ["npx tagledger bench --redis rediss://other:6380 --count 500 --json", "Another one, for a program."],
  ],
  async run(call) {
    const count = call.values.number("count", 1, 10_000) ?? DEFAULT_COUNT;
    const seconds = call.values.number("seconds", 1, 60) ?? DEFAULT_SECONDS;
    return withStore(call, "place", (opened) => bench(call, opened, count, seconds * 1000));
  },
};

async function bench(
  { output, around }: Call,
  { operated, deadlineMs }: OpenedStore,
  count: number,
  maxMs: number,
): Promise<ExitCode> {
  const scratch = await within(deadlineMs, operated.place, operated.scratch());
  try {
    const store = boundedStore(scratch.store, operated.place, deadlineMs);
    const roundTrip = (): Promise<void> => within(deadlineMs, operated.place, scratch.roundTrip());
    const trials = await runTrials({ store, roundTrip, count, maxMs, signal: around.signal });
    const allowedMs = operated.settings.runtime.deadlineMs ?? DEFAULT_HANDLER_DEADLINE_MS;
    const slow = trials.filter(({ p95Ms }) => p95Ms > allowedMs);
    output.json({ store: operated.name, place: operated.place, deadlineMs: allowedMs, trials });
    output.line(wrap(`${operated.place}, milliseconds, one at a time`));
    output.line(
      table([
        ["", "times", "p50", "p95", "most"],
        ...trials.map(({ name, times, p50Ms, p95Ms, mostMs }) => [
          name,
          String(times),
          ms(p50Ms),
          ms(p95Ms),
          ms(mostMs),
        ]),
      ]),
    );
    if (slow.length === 0) return 0;
    const names = slow.map(({ name }) => name).join(", ");
    output.line(
      wrap(`Too slow for TAGLEDGER_DEADLINE_MS (${allowedMs}): ${names}. Handlers would take the store for dead.`),
    );
    return 1;
  } finally {
    await within(deadlineMs, operated.place, scratch.dispose()).catch(() => {
      output.aside(`What was written to ${operated.place} could not be removed; it goes by itself within the hour.`);
    });
  }
}

function ms(value: number): string {
  return value.toFixed(value < 10 ? 2 : 0);
}
