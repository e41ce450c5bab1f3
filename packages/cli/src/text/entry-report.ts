import { lifetimeOf } from "@tagledger/core/operate";
import type { Cause, Judgement } from "../store/judge.ts";
import { epochText, positionText } from "../store/position-text.ts";
import type { ReadEntry } from "../store/read-entry.ts";
import { tagText } from "../store/tag-text.ts";
import { bytesText, durationText } from "./figures.ts";
import { masked, printable } from "./printable.ts";
import { wrap } from "./wrap.ts";

const SHOWN_BYTES = 4096;

/** An entry for a program. Bodies, headers and URLs only when they are asked for. */
export function entryJson(
  { key, ageMs, frameBytes, entry }: ReadEntry,
  judgement: Judgement,
  showValues: boolean,
): object {
  const { kind, position, tags, body, meta } = entry;
  return {
    key,
    kind,
    ...judgement,
    position,
    ageMs,
    ...lifetimeOf(entry),
    tags,
    bytes: { body: body.byteLength, frame: frameBytes },
    ...(showValues && { meta, body: Buffer.from(body).toString("base64") }),
  };
}

export function entryText({ key, ageMs, entry }: ReadEntry, judgement: Judgement, showValues: boolean): string {
  const { kind, position, tags, body, meta } = entry;
  const causes = judgement.causes.map((cause) => causeText(cause, position.seq));
  const why = causes.length > 0 ? causes : [`none of its tags was invalidated since position ${position.seq}`];
  return [
    `${judgement.verdict}  ${kind}, ${bytesText(body.byteLength)}`,
    row("key", key),
    row("made", `${durationText(ageMs)} ago, from position ${positionText(position)}`),
    row("lifetime", lifetimeText(entry)),
    row("tags", tags.length === 0 ? "none" : tags.map(tagText).join(", ")),
    ...why.map((line, index) => row(index === 0 ? "why" : "", line)),
    ...(showValues ? [row("meta", printable(JSON.stringify(meta))), bodyText(body)] : []),
  ].join("\n");
}

function row(name: string, text: string): string {
  const wrapped = wrap(text, 12);
  return `  ${name.padEnd(10)}${wrapped.slice(12)}`;
}

function lifetimeText(entry: ReadEntry["entry"]): string {
  const { revalidateSeconds, expireSeconds } = lifetimeOf(entry);
  const made =
    revalidateSeconds === undefined ? "never stale by age" : `stale after ${durationText(revalidateSeconds * 1000)}`;
  return `${made}, ${expireSeconds === undefined ? "never expired by age" : `expired after ${durationText(expireSeconds * 1000)}`}`;
}

function causeText(cause: Cause, seq: number): string {
  switch (cause.type) {
    case "tag":
      return `${tagText(cause.tag)} was ${cause.verdict === "stale" ? "marked stale" : "expired"} at position ${cause.at}, after ${seq}`;
    case "epoch":
      return `it is of an earlier epoch; the ledger is in ${epochText(cause.epoch)}`;
    case "floor":
      return `the ledger remembers only from position ${cause.floorSeq} on`;
    case "ahead":
      return `it is ahead of the ledger, which is at ${cause.seq}: that was rewound`;
    case "expire":
      return "it has outlived the time after which it must not be served";
    case "revalidate":
      return "its time is over after which a fresh one is to be made";
  }
}

function bodyText(body: Uint8Array): string {
  const shown = masked(printable(Buffer.from(body.subarray(0, SHOWN_BYTES)).toString("utf8")));
  const rest = body.byteLength > SHOWN_BYTES ? `\n  … and ${bytesText(body.byteLength - SHOWN_BYTES)} more` : "";
  return `  body\n${shown}${rest}`;
}
