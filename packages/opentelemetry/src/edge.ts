/** Nothing is cached in the edge runtime, so there is nothing to tell. */
export function registerTelemetry(): () => void {
  return () => {};
}
