import { EVENT_NAMES, type EventName, type Events, listen } from "./channels.ts";

/**
 * Writes a line for each decision: what was served or missed and why, what was stored or not, what was invalidated and
 * learned. Keys are hashes; tags are written as they are.
 *
 * @param write default: to stderr.
 * @returns a function that ends it.
 */
export function logDecisions(
  write: (line: string) => void = (line) => void process.stderr.write(line),
  now: () => Date = () => new Date(),
): () => void {
  const ends = EVENT_NAMES.map((name) =>
    listen(name, (event) => {
      const told = describeEvent(name, event);
      if (told !== undefined) write(`tagledger ${now().toISOString()} ${told}\n`);
    }),
  );
  return () => ends.forEach((end) => end());
}

type Describe = { readonly [Name in EventName]: (event: Events[Name]) => string | undefined };

/** Enough of a hash to tell keys apart by eye. */
const KEY_CHARACTERS = 16;

const DESCRIBE: Describe = {
  "tagledger:read": ({ key, kind, verdict, tier, reason, ageMs, tags, waitedMs }) => {
    const why = reason === undefined || reason === "absent" ? [] : [`(${reason})`];
    const waited = waitedMs === undefined ? [] : [`after waiting ${inMs(waitedMs)}`];
    const entry = ageMs === undefined ? [] : [`from ${tier}, ${inMs(ageMs)} old, tags ${quoted(tags ?? [])}`];
    return ["read", kind, short(key), verdict, ...why, ...waited, ...entry].join(" ");
  },
  "tagledger:write": ({ key, kind, tier, bytes, tags, seq, result }) =>
    `write ${kind} ${short(key)} ${result} to ${tier}, ${bytes} bytes of position ${seq}, tags ${quoted(tags)}`,
  "tagledger:skip": ({ key, kind, reason }) => `write ${kind} ${short(key)} skipped (${reason})`,
  "tagledger:refresh": ({ ok, seq, news, durationMs }) => {
    if (!ok) return `refresh failed after ${inMs(durationMs)}, known is position ${seq}`;
    return news === 0 ? undefined : `refresh to position ${seq} with ${news} marks in ${inMs(durationMs)}`;
  },
  "tagledger:learn": ({ seq, delaysMs }) =>
    `learn ${delaysMs.length} marks up to position ${seq}, the oldest ${inMs(delaysMs.reduce((a, b) => Math.max(a, b), 0))} after its record`,
  "tagledger:invalidate": ({ tags, kind, expireSeconds, recorded, seq, everything, durationMs }) => {
    const what = everything === true ? "everything" : quoted(tags);
    const limit = expireSeconds === undefined ? "" : ` within ${expireSeconds} s`;
    const outcome = recorded
      ? `recorded${seq === undefined ? "" : ` at position ${seq}`}`
      : "NOT recorded, kept for later";
    return `invalidate ${what} ${kind}${limit} ${outcome} in ${inMs(durationMs)}`;
  },
  "tagledger:ledger": ({ change, epoch, seq, floorSeq }) =>
    `ledger ${change}: epoch ${short(epoch)}, position ${seq}, floor ${floorSeq}`,
  "tagledger:guard": ({ operation, outcome, cause }) => `store ${operation} ${outcome}${causeOf(cause)}`,
  "tagledger:webhook": ({ status, outcome, bytes, tags, paths, durationMs }) =>
    `webhook ${status} ${outcome}: ${bytes} bytes, tags ${quoted(tags)}, paths ${quoted(paths)} in ${inMs(durationMs)}`,
  "tagledger:hook": ({ hook, outcome, count, attempt, durationMs, cause }) =>
    `hook ${quoted([hook])} ${outcome}: ${count} tags and paths, attempt ${attempt}, ${inMs(durationMs)}${causeOf(cause)}`,
  "tagledger:problem": ({ code, message, cause }) => `problem ${code}: ${oneLine(message)}${causeOf(cause)}`,
};

/** @returns one line without its end; `undefined` for what is not worth one. */
export function describeEvent<Name extends EventName>(name: Name, event: Events[Name]): string | undefined {
  return DESCRIBE[name](event);
}

function inMs(ms: number): string {
  return `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;
}

function short(key: string): string {
  return key.slice(0, KEY_CHARACTERS);
}

/** Nothing that somebody calls a tag may look like a line of its own. */
function quoted(texts: readonly string[]): string {
  return JSON.stringify(texts);
}

function oneLine(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function causeOf(cause: unknown): string {
  return cause instanceof Error ? ` (${oneLine(cause.message)})` : "";
}
