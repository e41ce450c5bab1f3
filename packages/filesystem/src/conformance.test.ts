import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { storeSuite } from "@tagledger/conformance";
import { createHost } from "../test/workbench.ts";
import { type FilesystemStore, filesystemStore } from "./filesystem-store.ts";

storeSuite({
  name: "filesystem",
  async factory({ maxMarks } = {}) {
    const directory = await mkdtemp(join(tmpdir(), "tagledger-"));
    const time = createHost();
    const stores: FilesystemStore[] = [];
    function open(): FilesystemStore {
      const store = filesystemStore({ directory, namespace: "app", time, ...(maxMarks !== undefined && { maxMarks }) });
      stores.push(store);
      return store;
    }
    return {
      time: {
        // The store has a clock of its own, and these claims ask no other.
        clock: () => ({ now: time.nowMs, wall: time.nowMs, schedule: () => () => {} }),
        pass: async (ms) => time.pass(ms),
        toleranceMs: 10,
        momentMs: 60_000,
      },
      store: open(),
      peer: async () => open(),
      stranger: async () => open(),
      async close() {
        for (const store of stores) await store.close();
        await rm(directory, { recursive: true, force: true });
      },
    };
  },
});
