import type { Transform } from "./transform.ts";
import { stableNames } from "./transforms/stable-names/transform.ts";

/** Every transform; the folder names are theirs. A recipe applies them in the order it gives. */
export const TRANSFORMS: readonly Transform[] = [stableNames];
