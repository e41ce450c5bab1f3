import { createUseCacheHandler, type NextUseCacheHandler } from "@tagledger/core";
import { openFilesystem } from "./open-filesystem.ts";

const { runtime, settings, nextVersion } = await openFilesystem();

/** For `cacheHandlers.default`: entries stay in the memory of each process and are invalidated on every instance. */
const handler: NextUseCacheHandler = createUseCacheHandler(runtime, {
  tier: "near",
  application: settings.application,
  nextVersion,
});
export default handler;
