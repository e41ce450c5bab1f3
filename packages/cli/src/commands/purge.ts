import type { Invalidation } from "@tagledger/core/store";
import type { Call, Command, ExitCode } from "../cli/command.ts";
import { ask } from "../cli/ask.ts";
import { Failure } from "../cli/failure.ts";
import { type OpenedStore, withStore } from "../store/open-store.ts";
import { positionText } from "../store/position-text.ts";
import { type Known, prefixedTags } from "../store/prefixed-tags.ts";
import { tagText } from "../store/tag-text.ts";
import { counted } from "../text/figures.ts";
import { wrap } from "../text/wrap.ts";
import { type PurgeWish, purgeWish } from "./purge-wish.ts";

export const PURGE: Command = {
  name: "purge",
  takes: "",
  positionals: 0,
  summary: "invalidate tags, paths or everything, on every instance",
  details:
    "Records an invalidation in the ledger, as updateTag, revalidateTag and revalidatePath do: every instance obeys with its next request, also for what it holds in its own memory. Without --max or --expire entries are not served any more. --prefix knows the tags of the entries that are kept and those that were invalidated before, no others: a tag that is only in the memory of an instance ('near'), or that is being written at the moment, is not reached. --all begins a new epoch of the ledger, so that everything from before is a miss.",
  options: {
    tag: { type: "string", multiple: true, value: "<tag>", text: "may be repeated" },
    path: { type: "string", multiple: true, value: "<path>", text: "such as /blog/hello; may be repeated" },
    type: { type: "string", value: "<type>", text: "with --path /blog/[slug]: page or layout, as in revalidatePath" },
    prefix: { type: "string", value: "<text>", text: "all known tags that begin with it" },
    all: { type: "boolean", text: "everything" },
    max: { type: "boolean", text: "serve the old while a fresh one is made, as revalidateTag(tag, 'max') does" },
    expire: { type: "string", value: "<s>", text: "the same for so many seconds at the most; 0: not at all" },
    "dry-run": { type: "boolean", text: "say what would be invalidated" },
    yes: { type: "boolean", short: "y", text: "do not ask before --all" },
  },
  examples: [
    ["npx tagledger purge --tag products --tag prices", "Nobody sees the old products from now on."],
    ["npx tagledger purge --path /blog/hello --max", "The old post is served until there is a new one."],
    ["npx tagledger purge --prefix user: --dry-run", "Which tags would that be?"],
    ["npx tagledger purge --all --yes", "After a bad import, from a script."],
  ],
  async run(call) {
    const wish = purgeWish(call.values);
    return withStore(call, "ledger", (opened) => purge(call, opened, wish));
  },
};

async function purge(call: Call, opened: OpenedStore, wish: PurgeWish): Promise<ExitCode> {
  if (wish.all) return purgeAll(call, opened);
  const known =
    wish.prefix === undefined ? undefined : await prefixedTags(opened.store, wish.prefix, call.around.signal);
  const invalidation = {
    ...wish.invalidation,
    tags: [...new Set([...wish.invalidation.tags, ...(known?.tags ?? [])])],
  };
  return record(call, opened, invalidation, known);
}

async function record(
  { values, output }: Call,
  { store }: OpenedStore,
  invalidation: Invalidation,
  known: Known | undefined,
): Promise<ExitCode> {
  const { tags, kind, expireSeconds } = invalidation;
  const sources = known && { entries: known.entries, marks: known.marks };
  const isDry = values.has("dry-run");
  if (known !== undefined) {
    output.aside(
      `${counted(known.tags.length, "tag")} with this prefix in ${counted(known.entries, "entry", "entries")} and ${counted(known.marks, "mark")}. A tag that only an instance has in its memory, or that is being written now, is not known.`,
    );
  }
  if (tags.length === 0 || isDry) {
    output.json({ recorded: false, dryRun: isDry, kind, expireSeconds, tags, sources });
    output.line(tags.length === 0 ? "No tag; nothing was recorded." : wrap(`Would be ${doneTo(invalidation)}:`));
    for (const tag of tags) output.line(wrap(tagText(tag), 2));
    return 0;
  }
  const { seq, news } = await store.append([invalidation], undefined);
  const position = { ...news.position, seq };
  output.json({ recorded: true, kind, expireSeconds, tags, position, sources });
  output.line(wrap(`Recorded at position ${positionText(position)}; ${doneTo(invalidation)}:`));
  for (const tag of tags) output.line(wrap(tagText(tag), 2));
  return 0;
}

async function purgeAll({ values, output, around }: Call, { store, operated }: OpenedStore): Promise<ExitCode> {
  const where = `${operated.place}, namespace ${operated.settings.namespace}`;
  if (values.has("dry-run")) {
    output.json({ recorded: false, dryRun: true, all: true });
    output.line(wrap(`Would make everything a miss in ${where}.`));
    return 0;
  }
  if (!values.has("yes") && !(await ask(`Make everything a miss in ${where}?`, around))) {
    output.json({ recorded: false, dryRun: false, all: true });
    output.line("Nothing was done.");
    return 1;
  }
  // Asked now: while somebody was thinking, another epoch may have begun.
  const before = await store.news(undefined);
  if (before === undefined) throw new Failure("STORE", `${operated.place} does not say where its ledger is.`);
  await store.renew(before.position.epoch);
  const after = await store.news(undefined);
  if (after === undefined || after.position.epoch === before.position.epoch) {
    throw new Failure("NOT-RENEWED", `The ledger in ${operated.place} is still in the same epoch.`);
  }
  output.json({ recorded: true, all: true, position: after.position, previous: before.position.epoch });
  output.line(wrap(`Everything from before is a miss now; the ledger is at position ${positionText(after.position)}.`));
  return 0;
}

function doneTo({ kind, expireSeconds }: Invalidation): string {
  if (kind === "hard") return "expired at once";
  return `stale${expireSeconds === undefined ? " until made anew" : `, expired in ${expireSeconds} s`}`;
}
