import { systemClock } from "@tagledger/core";
import type { Call, Command, ExitCode } from "../cli/command.ts";
import { Failure } from "../cli/failure.ts";
import { carries, judge } from "../store/judge.ts";
import { type OpenedStore, readLedger, withStore } from "../store/open-store.ts";
import { positionText } from "../store/position-text.ts";
import { type ReadEntry, readEntries, readEntry } from "../store/read-entry.ts";
import { recordsAfter } from "../store/records.ts";
import { type Subject, subjectOf } from "../store/subject.ts";
import { walk } from "../store/walk.ts";
import { entryJson, entryText } from "../text/entry-report.ts";
import { recordLines } from "../text/record-report.ts";
import { counted } from "../text/figures.ts";
import { wrap } from "../text/wrap.ts";

const DEFAULT_LIMIT = 50;

export const INSPECT: Command = {
  name: "inspect",
  takes: "<tag|path|key>",
  positionals: 1,
  summary: "what is kept for a tag, a path or a key, and why it is fresh, stale or expired",
  details:
    "Finds the entries that carry the tag by reading every entry once, a bounded part at a time. An entry is judged as the handlers judge it, by the marks of its own tags. A reader of 'use cache' adds the tags of the page that asks; pages of the Pages Router have no tags; what an instance holds in its own memory is not seen here. What begins with a slash is taken for a path, and v1-u-… for a key.",
  options: {
    as: { type: "string", value: "<type>", text: "tag, path or key, when that is not what it looks like" },
    limit: { type: "string", value: "<n>", text: `print this many entries; default ${DEFAULT_LIMIT}` },
    "show-values": { type: "boolean", text: "print the cached values and the URLs of fetch as well" },
  },
  examples: [
    ["npx tagledger inspect products", "Entries with the tag, and what was done to it."],
    ["npx tagledger inspect /blog/hello", "The page and what revalidatePath would reach."],
    ["npx tagledger inspect v1-r-0f… --show-values", "One entry, with its body."],
  ],
  async run(call) {
    const subject = subjectOf(call.positionals[0] ?? "", call.values.text("as"));
    const limit = call.values.number("limit", 1, 1_000_000) ?? DEFAULT_LIMIT;
    return withStore(call, "ledger", (opened) => inspect(call, opened, subject, limit));
  },
};

async function inspect(
  { values, output, around }: Call,
  { store }: OpenedStore,
  subject: Subject,
  limit: number,
): Promise<ExitCode> {
  const marks = (await store.news(undefined))?.marks ?? [];
  const found: ReadEntry[] = [];
  let total = 0;
  for await (const read of candidates(store, subject, around.signal)) {
    total++;
    if (found.length < limit) found.push(read);
  }
  // Read last: an entry that was written meanwhile is then not ahead of it.
  const view = await readLedger(store);
  const showValues = values.has("show-values");
  const names = new Set(subject.type === "key" ? found.flatMap(({ entry }) => entry.tags) : subject.tags);
  const records = recordsAfter(
    marks.filter(({ tag }) => names.has(tag)),
    0,
  );
  const nowMs = systemClock.now();
  output.json({
    subject,
    position: view.position,
    floorSeq: view.floorSeq,
    records,
    total,
    entries: found.map((read) => entryJson(read, judge(read, view, nowMs), showValues)),
  });
  output.line(headingOf(subject));
  if (view.position !== undefined) output.line(`The ledger is at position ${positionText(view.position)}.`);
  output.line(records.length === 0 ? "None of these tags was invalidated, as far as the ledger knows." : "Invalidated");
  for (const record of records) output.line(recordLines(record));
  for (const read of found) output.line(`\n${entryText(read, judge(read, view, nowMs), showValues)}`);
  const rest = total > found.length ? ` ${total - found.length} more are not printed; see --limit.` : "";
  output.line(wrap(`\n${total === 0 ? "No entry." : `${counted(total, "entry", "entries")}.`}${rest}`));
  return 0;
}

async function* candidates(
  store: OpenedStore["store"],
  subject: Subject,
  signal: AbortSignal,
): AsyncGenerator<ReadEntry> {
  if (subject.type === "key") {
    const read = await readEntry(store, subject.key);
    if (read === "damaged")
      throw new Failure("DAMAGED", `The bytes of ${subject.key} are damaged; handlers treat it as missing.`);
    if (read !== undefined) yield read;
    return;
  }
  const tags = new Set(subject.tags);
  for await (const read of readEntries(store, walk(store, signal))) if (carries(read, tags)) yield read;
}

function headingOf(subject: Subject): string {
  return subject.type === "key"
    ? `Entry ${subject.key}`
    : `Everything with the ${subject.type} ${JSON.stringify(subject.name)}`;
}
