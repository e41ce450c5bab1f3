import { createRuntime, processWide } from "@tagledger/core";
import { filesystemStore } from "@tagledger/filesystem";

export const application = "neighbour-with-own-handlers";

// Both handlers of a process must share one runtime, and each may be loaded in its own way.
export const runtime = processWide(application, () =>
  createRuntime({ store: filesystemStore({ directory: process.env.TAGLEDGER_DIR, namespace: application }) }),
);
