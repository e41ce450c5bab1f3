import { type CreateRevalidateRoute, createRevalidateRouteFor } from "@tagledger/core/webhook";
import { openRedis } from "./open-redis.ts";

export { schemes } from "@tagledger/core/webhook";
export type {
  Change,
  ChangedPath,
  CreateRevalidateRoute,
  HmacOptions,
  Proof,
  RateLimit,
  Received,
  RevalidateRoute,
  RevalidateRouteOptions,
  Scheme,
  Schemes,
  Secrets,
} from "@tagledger/core/webhook";

/** For a `route.ts` that a content system calls: `export const { POST } = createRevalidateRoute({ secret: … })`. */
export const createRevalidateRoute: CreateRevalidateRoute = createRevalidateRouteFor(openRedis);
