import type { Runtime } from "./runtime.ts";
import { type CreateRevalidateRoute, createRevalidateRouteOf } from "./webhook/revalidate-route.ts";

export type { Change, ChangedPath } from "./webhook/change.ts";
export type { RateLimit } from "./webhook/rate.ts";
export type { CreateRevalidateRoute, RevalidateRoute, RevalidateRouteOptions } from "./webhook/revalidate-route.ts";
export type { HmacOptions, Proof, Received, Scheme } from "./webhook/scheme.ts";
export { type Schemes, schemes } from "./webhook/schemes.ts";
export type { Secrets } from "./webhook/secret.ts";

/** @param open opens the backend, or answers with the one that is open. */
export function createRevalidateRouteFor(open: () => Promise<{ readonly runtime: Runtime }>): CreateRevalidateRoute {
  return (options) => createRevalidateRouteOf(open, options);
}
