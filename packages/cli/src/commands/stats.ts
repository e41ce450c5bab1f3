import type { Call, Command, ExitCode } from "../cli/command.ts";
import { type OpenedStore, withStore } from "../store/open-store.ts";
import { positionText } from "../store/position-text.ts";
import { walk } from "../store/walk.ts";
import { within } from "../store/within.ts";
import { bytesText, table } from "../text/figures.ts";

/** What the letter in a key stands for. */
const SPACES = { u: "'use cache'", f: "fetch data", r: "responses", b: "builds" } as const;
type Space = keyof typeof SPACES;

interface Count {
  entries: number;
  bytes: number;
}

export const STATS: Command = {
  name: "stats",
  takes: "",
  positionals: 0,
  summary: "how much there is: entries, bytes, marked tags, the ledger's position, memory of Redis",
  details:
    "Entries are counted by looking at the name and size of each, a bounded part at a time. What the instances keep in their own memory besides is not counted.",
  options: {},
  examples: [
    ["npx tagledger stats", "The store of the app in this folder."],
    ["npx tagledger stats --redis redis://cache:6379 --app shop --json", "Another one, for a program."],
  ],
  run: (call) => withStore(call, "ledger", (opened) => stats(call, opened)),
};

async function stats({ output, around }: Call, { operated, store, deadlineMs }: OpenedStore): Promise<ExitCode> {
  const news = await store.news(undefined);
  const marks = news?.marks ?? [];
  const soft = marks.filter((mark) => mark.soft > mark.hard).length;
  const kinds: Record<Space | "other", Count> = {
    u: { entries: 0, bytes: 0 },
    f: { entries: 0, bytes: 0 },
    r: { entries: 0, bytes: 0 },
    b: { entries: 0, bytes: 0 },
    other: { entries: 0, bytes: 0 },
  };
  for await (const { key, bytes } of walk(store, around.signal)) {
    const count = kinds[spaceOf(key)];
    count.entries++;
    count.bytes += bytes;
  }
  const all = Object.values(kinds);
  const entries = all.reduce((sum, count) => sum + count.entries, 0);
  const bytes = all.reduce((sum, count) => sum + count.bytes, 0);
  const measures = await within(deadlineMs, operated.place, operated.measure());
  output.json({
    store: operated.name,
    place: operated.place,
    namespace: operated.settings.namespace,
    position: news?.position,
    floorSeq: news?.floorSeq,
    tags: { marked: marks.length, hard: marks.length - soft, soft },
    entries: { count: entries, bytes, byKind: kinds },
    measures,
  });
  output.line(`${operated.name} ${operated.place}, namespace ${operated.settings.namespace}`);
  output.line("");
  if (news !== undefined) output.line(`Position ${positionText(news.position)}, remembered from ${news.floorSeq} on`);
  output.line(`Tags     ${marks.length} marked: ${marks.length - soft} expired at once, ${soft} stale`);
  output.line(`Entries  ${entries} with ${bytesText(bytes)}`);
  const rows = Object.entries(SPACES).map(([space, name]) => {
    const count = kinds[space as Space];
    return [name, String(count.entries), bytesText(count.bytes)];
  });
  if (kinds.other.entries > 0) rows.push(["other", String(kinds.other.entries), bytesText(kinds.other.bytes)]);
  output.line(table(rows, 9));
  output.line("Store");
  output.line(
    table(
      measures.map(({ name, value, unit }) => [
        name,
        unit === "bytes" && typeof value === "number" ? bytesText(value) : String(value),
      ]),
      9,
    ),
  );
  return 0;
}

function spaceOf(key: string): Space | "other" {
  const space = /^v\d+-([a-z])-/.exec(key)?.[1] ?? "";
  return space in SPACES ? (space as Space) : "other";
}
