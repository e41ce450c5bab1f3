import parsePrometheusTextFormat from "parse-prometheus-text-format";
import { expect, test } from "vitest";
import { INSTRUMENTS } from "./instruments.ts";
import { createExposition, metricName } from "./prometheus.ts";

interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly metrics: readonly {
    readonly value?: string;
    readonly labels?: { readonly [name: string]: string };
    readonly buckets?: { readonly [bound: string]: string };
  }[];
}

const parse = (text: string): readonly Family[] => parsePrometheusTextFormat(text) as readonly Family[];
const familyIn = (text: string, name: string): Family | undefined => parse(text).find((family) => family.name === name);

test("every instrument has a name that says its unit, a help and a type", () => {
  const { text } = createExposition();
  for (const [name, instrument] of Object.entries(INSTRUMENTS)) {
    const family = metricName(name, instrument);
    expect(family).toMatch(/^tagledger_[a-z_]+$/);
    expect(text()).toContain(`# HELP ${family} ${instrument.description}.\n# TYPE ${family} ${instrument.type}\n`);
  }
});

test("counters add up for each set of labels, whatever order they are given in", () => {
  const { sink, text } = createExposition();
  sink.add("tagledger.gets", 1, { "tagledger.kind": "FETCH", "tagledger.answer": "hit" });
  sink.add("tagledger.gets", 2, { "tagledger.answer": "hit", "tagledger.kind": "FETCH" });
  sink.add("tagledger.gets", 4, { "tagledger.answer": "miss", "tagledger.kind": "FETCH" });
  expect(familyIn(text(), "tagledger_gets_total")).toMatchObject({
    type: "COUNTER",
    metrics: [
      { value: "3", labels: { tagledger_answer: "hit", tagledger_kind: "FETCH" } },
      { value: "4", labels: { tagledger_answer: "miss", tagledger_kind: "FETCH" } },
    ],
  });
});

test("a gauge has its last value", () => {
  const { sink, text } = createExposition();
  sink.set("tagledger.store.breaker", 1);
  sink.set("tagledger.store.breaker", 0);
  expect(familyIn(text(), "tagledger_store_breaker")).toMatchObject({ type: "GAUGE", metrics: [{ value: "0" }] });
});

test("a histogram counts what is at or below each bound", () => {
  const { sink, text } = createExposition();
  for (const value of [0.0005, 0.0006, 0.5, 3])
    sink.record("tagledger.wait.duration", value, { "tagledger.kind": "FETCH" });
  const family = familyIn(text(), "tagledger_wait_duration_seconds");
  expect(family?.type).toBe("HISTOGRAM");
  const [metric] = family?.metrics ?? [];
  expect(metric?.buckets).toMatchObject({
    "0.0005": "1",
    "0.001": "2",
    "0.25": "2",
    "0.5": "3",
    "2.5": "3",
    "+Inf": "4",
  });
  const labels = '{tagledger_kind="FETCH"}';
  expect(text()).toContain(`tagledger_wait_duration_seconds_count${labels} 4\n`);
  expect(Number(/_sum\{tagledger_kind="FETCH"\} (.+)\n/.exec(text())?.[1])).toBeCloseTo(3.5011);
});

test("a label may have any characters", () => {
  const { sink, text } = createExposition();
  const hook = 'a "quoted" \\ back\\nslash\nand a new line, {braces}';
  sink.add("tagledger.hook.batches", 1, { "tagledger.hook": hook });
  expect(familyIn(text(), "tagledger_hook_batches_total")?.metrics).toEqual([
    { value: "1", labels: { tagledger_hook: hook } },
  ]);
});
