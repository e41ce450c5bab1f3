import { runs } from "@tagledger/fuzz";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createObservations } from "./observations.ts";

const MAX_ROWS = 8;
const step = fc.oneof(
  { weight: 12, arbitrary: fc.record({ gapMs: fc.nat(5), seqs: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.constant("reset" as const) },
);

interface Known {
  readonly atMs: number;
  readonly seq: number;
}

test("the log says what was known strictly before a moment, or nothing where it has forgotten", () => {
  const property = fc.property(fc.array(step, { maxLength: 60 }), fc.nat(200), (steps, askedMs) => {
    const log = createObservations(MAX_ROWS);
    const all: Known[] = [];
    let now: Known = { atMs: 0, seq: 0 };
    for (const one of steps) {
      if (one === "reset") {
        log.reset();
        all.length = 0;
        now = { atMs: now.atMs, seq: 0 };
        continue;
      }
      now = { atMs: now.atMs + one.gapMs, seq: now.seq + one.seqs };
      log.record(now.atMs, now.seq);
      all.push(now);
    }
    const known = all.findLast(({ atMs }) => atMs < askedMs)?.seq;
    const said = log.seqBefore(askedMs);
    // Never a later one: an entry would be taken for younger than it is.
    expect([undefined, known]).toContain(said);
    const changes = all.filter(({ seq }, index) => index === 0 || all[index - 1]?.seq !== seq);
    if (changes.length <= MAX_ROWS) expect(said).toBe(known);
    if (askedMs > now.atMs) expect(said).toBe(all.at(-1)?.seq);
    const first = log.first();
    if (first !== undefined) expect(first).toEqual(all[0]);
    if (changes.length <= MAX_ROWS) expect(first).toEqual(all[0]);
  });
  fc.assert(property, runs(2000));
});

test("the log says no earlier position for a later moment", () => {
  const growing = fc.array(fc.record({ gapMs: fc.nat(5), seqs: fc.nat(3) }), { maxLength: 60 });
  const property = fc.property(growing, fc.nat(200), fc.nat(50), (steps, askedMs, laterMs) => {
    const log = createObservations(MAX_ROWS);
    let [atMs, seq] = [0, 0];
    for (const { gapMs, seqs } of steps) log.record((atMs += gapMs), (seq += seqs));
    const earlier = log.seqBefore(askedMs);
    fc.pre(earlier !== undefined);
    expect(log.seqBefore(askedMs + laterMs)).toBeGreaterThanOrEqual(earlier);
  });
  fc.assert(property, runs(500));
});
