export { registerTelemetry, type TelemetryOptions } from "./register.ts";
