import { appendFileSync } from "node:fs";
import { NodeTracerProvider, type ReadableSpan, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-node";

/** Appends a line of JSON for each span to the file that `E2E_SPANS` names. */
export function startTracing(): void {
  const file = process.env["E2E_SPANS"];
  if (file === undefined) return;
  const exporter = {
    export(spans: ReadableSpan[], done: (result: { code: number }) => void) {
      for (const span of spans) {
        const { name, attributes, parentSpanContext } = span;
        const { traceId, spanId } = span.spanContext();
        const line = { name, attributes, traceId, spanId, parentSpanId: parentSpanContext?.spanId };
        appendFileSync(file, `${JSON.stringify(line)}\n`);
      }
      done({ code: 0 });
    },
    shutdown: async () => {},
  };
  new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register();
}
