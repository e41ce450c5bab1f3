import { createCacheHandler } from "@mrjasonroy/cache-components-cache-handler";

// Redis (production)
export default createCacheHandler({ type: "redis" });
