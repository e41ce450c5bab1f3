import { createIncrementalCacheHandler, type NextIncrementalHandlerClass } from "@tagledger/core";
import { openFilesystem } from "./open-filesystem.ts";

const { runtime, settings, nextVersion } = await openFilesystem();

export const IncrementalHandler: NextIncrementalHandlerClass = createIncrementalCacheHandler(runtime, {
  ...settings.incremental,
  application: settings.application,
  nextVersion,
});
