import { onInvalidate } from "@tagledger/filesystem/hooks";
import { registerTelemetry } from "@tagledger/opentelemetry";

// This app has edge routes, for which Next.js bundles this file too.
export function register() {
  registerTelemetry();
  onInvalidate(() => {});
}
