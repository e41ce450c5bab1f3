import { createInvalidate, createInvalidatePath, type Invalidate, type InvalidatePath } from "@tagledger/core/backend";
import { openFilesystem } from "./open-filesystem.ts";

/** Invalidates tags on every instance that shares the directory. See {@link Invalidate}. */
export const invalidate: Invalidate = createInvalidate(openFilesystem);

/** Invalidates a path on every instance that shares the directory. See {@link InvalidatePath}. */
export const invalidatePath: InvalidatePath = createInvalidatePath(openFilesystem);
