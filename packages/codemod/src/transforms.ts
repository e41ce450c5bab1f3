import type { Transform } from "./transform.ts";
import { adopt } from "./transforms/adopt/transform.ts";
import { nextConfig } from "./transforms/next-config/transform.ts";
import { revalidateTag } from "./transforms/revalidate-tag/transform.ts";
import { stableNames } from "./transforms/stable-names/transform.ts";
import { testMocks } from "./transforms/test-mocks/transform.ts";
import { unstableCache } from "./transforms/unstable-cache/transform.ts";

/** Every transform; the folder names are theirs. */
export const TRANSFORMS: readonly Transform[] = [
  revalidateTag,
  stableNames,
  nextConfig,
  unstableCache,
  testMocks,
  adopt,
];
