import { createInvalidate, createInvalidatePath, type Invalidate, type InvalidatePath } from "@tagledger/core/backend";
import { openRedis } from "./open-redis.ts";

/** Invalidates tags on every instance that shares the Redis. See {@link Invalidate}. */
export const invalidate: Invalidate = createInvalidate(openRedis);

/** Invalidates a path on every instance that shares the Redis. See {@link InvalidatePath}. */
export const invalidatePath: InvalidatePath = createInvalidatePath(openRedis);
