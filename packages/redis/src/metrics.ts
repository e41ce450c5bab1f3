export { createMetricsRoute, type MetricsRoute, type MetricsRouteOptions } from "@tagledger/core/telemetry";
