import type { Call, Command, ExitCode } from "../cli/command.ts";
import { follow, type LedgerEvent } from "../store/follow.ts";
import { type OpenedStore, withStore } from "../store/open-store.ts";
import { epochText, positionText } from "../store/position-text.ts";
import { isPathTag, tagText } from "../store/tag-text.ts";
import { counted, durationText } from "../text/figures.ts";
import { recordLines } from "../text/record-report.ts";
import { wrap } from "../text/wrap.ts";

const DEFAULT_LAST = 10;
const DEFAULT_INTERVAL_MS = 250;

export const TAIL: Command = {
  name: "tail",
  takes: "",
  positionals: 0,
  summary: "follow the ledger: each invalidation when it is recorded",
  details:
    "Each line has the position, how long ago it was recorded, what it does and the tags. What is later of a tag hides what was before of the same tag, so that two invalidations of one tag between two looks may be one line. Ends at Ctrl-C, or with the next line when nobody reads on.",
  options: {
    last: { type: "string", value: "<n>", text: `how many of before to begin with; default ${DEFAULT_LAST}` },
    interval: { type: "string", value: "<ms>", text: `how often to look; default ${DEFAULT_INTERVAL_MS}` },
  },
  examples: [
    ["npx tagledger tail", "Is the webhook of the CMS getting through?"],
    ["npx tagledger tail --last 0 --json | jq .tags", "One JSON object per line."],
  ],
  async run(call) {
    const last = call.values.number("last", 0, 1_000_000) ?? DEFAULT_LAST;
    const intervalMs = call.values.number("interval", 10, 3_600_000) ?? DEFAULT_INTERVAL_MS;
    return withStore(call, "ledger", (opened) => tail(call, opened, { last, intervalMs }));
  },
};

async function tail(
  { output, around }: Call,
  { store, operated }: OpenedStore,
  options: { readonly last: number; readonly intervalMs: number },
): Promise<ExitCode> {
  for await (const event of follow(store, { ...options, signal: around.signal })) {
    if (around.signal.aborted) break;
    output.json(jsonOf(event, operated.place), "line");
    output.line(textOf(event, operated.place));
  }
  return 0;
}

function jsonOf(event: LedgerEvent, place: string): object {
  switch (event.type) {
    case "record": {
      const { tags, ...record } = event.record;
      const paths = tags.filter(isPathTag).map((tag) => tagText(tag).slice("path ".length));
      return { type: "record", epoch: event.epoch, ...record, tags, ...(paths.length > 0 && { paths }) };
    }
    case "opened":
      return { ...event, place };
    default:
      return event;
  }
}

function textOf(event: LedgerEvent, place: string): string {
  switch (event.type) {
    case "opened":
      return wrap(`${place}: position ${positionText(event.position)}, ${counted(event.marks, "tag")} marked`);
    case "record":
      return recordLines(event.record);
    case "epoch":
      return wrap(
        `-- epoch ${epochText(event.previous)} is over, epoch ${epochText(event.position.epoch)} has begun: the ledger was lost, rewound or purged, and everything from before is a miss`,
      );
    case "lost":
      return wrap(`-- lost: ${event.message}`);
    case "back":
      return `-- back after ${durationText(event.afterMs)}`;
  }
}
