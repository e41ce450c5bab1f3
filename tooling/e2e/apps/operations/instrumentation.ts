import { onInvalidate } from "@tagledger/filesystem/hooks";
import { registerTelemetry } from "@tagledger/opentelemetry";
import { purgeCdn } from "./lib/purge-cdn";

export async function register() {
  if (process.env.NEXT_RUNTIME === "nodejs") (await import("./lib/tracing")).startTracing();
  registerTelemetry();
  onInvalidate(purgeCdn, { retryMs: 100, timeoutMs: 500 });
}
