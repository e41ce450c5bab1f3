import { AggregationTemporality, InMemoryMetricExporter, MeterProvider } from "@opentelemetry/sdk-metrics";
import { type DataPoint, type Histogram, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import type { Attributes } from "@opentelemetry/api";

/** A real meter provider, and what it has been told. */
export interface Readings {
  readonly meterProvider: MeterProvider;
  /** @returns the data points of a metric, in any order; none when it was never measured. */
  points(name: string): Promise<readonly Point[]>;
  /** @returns every data point there is. */
  all(): Promise<readonly Point[]>;
  /** @returns the sum of the points that have these attributes, which may have others. */
  total(name: string, attributes?: Attributes): Promise<number>;
}

export interface Point {
  readonly name: string;
  readonly unit: string;
  readonly attributes: Attributes;
  /** The value, or the number of values of a histogram. */
  readonly value: number;
  /** Only of a histogram. */
  readonly sum?: number | undefined;
  readonly boundaries?: readonly number[];
}

export function createReadings(): Readings {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const meterProvider = new MeterProvider({ readers: [reader] });

  async function all(): Promise<readonly Point[]> {
    exporter.reset();
    await reader.forceFlush();
    return exporter
      .getMetrics()
      .flatMap(({ scopeMetrics }) => scopeMetrics)
      .flatMap(({ metrics }) => metrics)
      .flatMap(({ descriptor: { name, unit }, dataPoints }) =>
        (dataPoints as readonly DataPoint<number | Histogram>[]).map(({ attributes, value }) =>
          typeof value === "number"
            ? { name, unit, attributes, value }
            : { name, unit, attributes, value: value.count, sum: value.sum, boundaries: value.buckets.boundaries },
        ),
      );
  }

  const points = async (name: string): Promise<readonly Point[]> =>
    (await all()).filter((point) => point.name === name);
  return {
    meterProvider,
    all,
    points,
    async total(name, attributes = {}) {
      const matching = (await points(name)).filter((point) =>
        Object.entries(attributes).every(([attribute, value]) => point.attributes[attribute] === value),
      );
      return matching.reduce((sum, { value }) => sum + value, 0);
    },
  };
}
