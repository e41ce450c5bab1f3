import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  handlersOn,
  handlerSuite,
  manualTime,
  type StoreFactory,
  storeSuite,
  variants,
  watchWork,
} from "@tagledger/conformance";
import type { Store } from "@tagledger/core";
import { filesystemStore } from "../src/index.ts";

/** A directory for each claim, and time that costs nothing; what the host's own clock does is tested beside it. */
const factory: StoreFactory = async ({ maxMarks } = {}) => {
  const directory = await mkdtemp(join(tmpdir(), "tagledger-conformance-"));
  const work = watchWork();
  const time = manualTime(work.idle);
  const clock = time.clock();
  const stores: Store[] = [];
  const view = async (): Promise<Store> => {
    const store = filesystemStore({
      directory,
      namespace: "conformance",
      time: { nowMs: () => Math.round(clock.now()), bootId: () => "boot" },
      ...(maxMarks !== undefined && { maxMarks }),
    });
    stores.push(store);
    return work.watch(store);
  };
  return {
    time,
    store: await view(),
    peer: view,
    stranger: view,
    async close() {
      for (const store of stores) await store.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
};

for (const variant of variants(factory)) {
  storeSuite({ name: `filesystem store, ${variant.name}`, factory: variant.factory });
  // The random interleavings are what takes time, and they do not depend on how a store is decorated.
  const pace = variant.name === "raw" ? 0.2 : 0.02;
  handlerSuite({
    name: `handlers on the filesystem store, ${variant.name}`,
    factory: handlersOn(variant.factory, { pace }),
  });
}
