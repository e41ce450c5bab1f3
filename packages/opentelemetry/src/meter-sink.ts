import type { Counter, Gauge, Histogram, Meter, MeterProvider } from "@opentelemetry/api";
import { type Instrument, type InstrumentName, INSTRUMENTS, type Sink } from "@tagledger/core/telemetry";
import { SCOPE } from "./scope.ts";

interface Instruments {
  readonly provider: MeterProvider;
  readonly counters: Map<InstrumentName, Counter>;
  readonly gauges: Map<InstrumentName, Gauge>;
  readonly histograms: Map<InstrumentName, Histogram>;
}

/**
 * A sink that hands measurements to a meter.
 *
 * @param provider asked each time: the API has no stand-in for one that is set later, so that the order in which an
 * application sets things up would matter.
 */
export function createMeterSink(provider: () => MeterProvider): Sink {
  let instruments: Instruments | undefined;

  function current(): Instruments {
    const now = provider();
    if (instruments?.provider !== now) instruments = createInstruments(now);
    return instruments;
  }

  return {
    add: (name, value, attributes) => current().counters.get(name)?.add(value, attributes),
    record: (name, value, attributes) => current().histograms.get(name)?.record(value, attributes),
    set: (name, value) => current().gauges.get(name)?.record(value),
  };
}

function createInstruments(provider: MeterProvider): Instruments {
  const meter: Meter = provider.getMeter(SCOPE);
  const created: Instruments = { provider, counters: new Map(), gauges: new Map(), histograms: new Map() };
  for (const [key, instrument] of Object.entries(INSTRUMENTS)) {
    const name = key as InstrumentName;
    const { type, unit, description, boundaries }: Instrument = instrument;
    if (type === "counter") created.counters.set(name, meter.createCounter(name, { unit, description }));
    if (type === "gauge") created.gauges.set(name, meter.createGauge(name, { unit, description }));
    if (type === "histogram") {
      const advice = boundaries && { advice: { explicitBucketBoundaries: [...boundaries] } };
      created.histograms.set(name, meter.createHistogram(name, { unit, description, ...advice }));
    }
  }
  return created;
}
