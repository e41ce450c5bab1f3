export { type EventName, type Events, listen } from "./channels.ts";
export { type Operation, watchOperations } from "./operations.ts";
export { outside } from "./outside.ts";
export { processWide } from "./process-wide.ts";
export {
  type AttributeName,
  type Attributes,
  type Instrument,
  type InstrumentName,
  INSTRUMENTS,
  type Sink,
} from "./telemetry/instruments.ts";
export { errorType, measure } from "./telemetry/measure.ts";
export { createMetricsRoute, type MetricsRoute, type MetricsRouteOptions } from "./telemetry/metrics-route.ts";
