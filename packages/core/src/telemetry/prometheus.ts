import { type Attributes, INSTRUMENTS, type Instrument, type InstrumentName, type Sink } from "./instruments.ts";

/** The measurements of this process as Prometheus reads them. */
export interface Exposition {
  readonly sink: Sink;
  /** @returns the text format 0.0.4; only what was measured at least once, and of everything its help and type. */
  text(): string;
}

/** https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format */
export const CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

interface Series {
  readonly labels: string;
  /** The value, or the sum of a histogram. */
  value: number;
  /** Only of a histogram: how many were in each bucket, the last one having no bound. */
  readonly counts: number[];
}

export function createExposition(): Exposition {
  const series = new Map<InstrumentName, Map<string, Series>>();

  function seriesOf(name: InstrumentName, attributes: Attributes): Series {
    const labels = labelsOf(attributes);
    const ofName = series.get(name) ?? new Map<string, Series>();
    series.set(name, ofName);
    const known = ofName.get(labels);
    if (known !== undefined) return known;
    const bounds = boundsOf(INSTRUMENTS[name]);
    const created: Series = { labels, value: 0, counts: Array.from({ length: bounds.length + 1 }, () => 0) };
    ofName.set(labels, created);
    return created;
  }

  return {
    sink: {
      add(name, value, attributes) {
        seriesOf(name, attributes).value += value;
      },
      record(name, value, attributes) {
        const found = seriesOf(name, attributes);
        found.value += value;
        const bucket = boundsOf(INSTRUMENTS[name]).findIndex((bound) => value <= bound);
        const index = bucket === -1 ? found.counts.length - 1 : bucket;
        found.counts[index] = (found.counts[index] ?? 0) + 1;
      },
      set(name, value) {
        seriesOf(name, {}).value = value;
      },
    },
    text() {
      const names = Object.keys(INSTRUMENTS) as InstrumentName[];
      return names.map((name) => familyOf(name, INSTRUMENTS[name], [...(series.get(name)?.values() ?? [])])).join("");
    },
  };
}

function familyOf(name: string, instrument: Instrument, series: readonly Series[]): string {
  const family = metricName(name, instrument);
  const lines = [
    `# HELP ${family} ${instrument.description.replace(/[\\\n]/g, escape)}.`,
    `# TYPE ${family} ${instrument.type}`,
    ...series.flatMap((one) =>
      instrument.type === "histogram"
        ? histogramLines(family, boundsOf(instrument), one)
        : [`${family}${inBraces([one.labels])} ${one.value}`],
    ),
  ];
  return `${lines.join("\n")}\n`;
}

function histogramLines(family: string, bounds: readonly number[], { labels, value, counts }: Series): string[] {
  let count = 0;
  const buckets = counts.map((more, index) => {
    count += more;
    const bound = bounds[index] ?? "+Inf";
    return `${family}_bucket${inBraces([labels, `le="${bound}"`])} ${count}`;
  });
  return [...buckets, `${family}_sum${inBraces([labels])} ${value}`, `${family}_count${inBraces([labels])} ${count}`];
}

/** As an OpenTelemetry exporter would call it: dots become underscores, and the end says the unit and that it only grows. */
export function metricName(name: string, { type, unit }: Instrument): string {
  const units: { readonly [unit: string]: string } = { s: "_seconds", By: "_bytes" };
  return `${name.replaceAll(".", "_")}${units[unit] ?? ""}${type === "counter" ? "_total" : ""}`;
}

function labelsOf(attributes: Attributes): string {
  return Object.entries(attributes)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name.replaceAll(".", "_")}="${String(value).replace(/[\\\n"]/g, escape)}"`)
    .join(",");
}

function escape(character: string): string {
  return character === "\n" ? "\\n" : `\\${character}`;
}

function inBraces(labels: readonly string[]): string {
  const given = labels.filter((label) => label !== "");
  return given.length === 0 ? "" : `{${given.join(",")}}`;
}

function boundsOf({ boundaries = [] }: Instrument): readonly number[] {
  return boundaries;
}
