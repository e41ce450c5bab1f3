import { metrics, type MeterProvider, trace, type TracerProvider } from "@opentelemetry/api";
import { measure, processWide } from "@tagledger/core/telemetry";
import { createMeterSink } from "./meter-sink.ts";
import { recordSpans } from "./spans.ts";

export interface TelemetryOptions {
  /** Default: the global one, also when it is set later. */
  readonly meterProvider?: MeterProvider;
  /** Default: the global one, also when it is set later. */
  readonly tracerProvider?: TracerProvider;
  /** False: only metrics. Default true. */
  readonly spans?: boolean;
  /**
   * True: a span of an invalidation names its tags. Default false, since tags may say who a visitor is, and backends
   * charge for what is different each time.
   */
  readonly tags?: boolean;
}

/**
 * Tells OpenTelemetry what the cache handlers of this process do. For `register` of `instrumentation.ts`:
 *
 *     export function register() {
 *       registerTelemetry();
 *     }
 *
 * Called again, it takes the place of the call before. In the edge runtime it does nothing.
 *
 * @returns a function that ends it.
 */
export function registerTelemetry(options: TelemetryOptions = {}): () => void {
  const registered = processWide("opentelemetry", () => ({ end: (): void => {} }));
  registered.end();
  const provider = (): MeterProvider => options.meterProvider ?? metrics.getMeterProvider();
  const ends = [measure(createMeterSink(provider))];
  if (options.spans !== false) {
    ends.push(recordSpans(() => options.tracerProvider ?? trace.getTracerProvider(), options.tags === true));
  }
  const end = (): void => ends.splice(0).forEach((stop) => stop());
  registered.end = end;
  return end;
}
