/** The name under which OpenTelemetry files what comes from here. */
export const SCOPE = "@tagledger/opentelemetry";
