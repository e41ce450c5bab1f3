import { type Backend, openBackend } from "@tagledger/core/backend";
import { filesystemStore } from "./filesystem-store.ts";
import { type FilesystemSettings, readSettings } from "./settings.ts";

/** The backend that all ready modules of this process share. */
export async function openFilesystem(): Promise<Backend<FilesystemSettings>> {
  const settings = readSettings(process.env, process.cwd());
  const { directory, namespace, maxEntriesBytes } = settings;
  return openBackend({
    name: "filesystem",
    settings,
    identity: [directory, namespace],
    openStore: (needs) =>
      filesystemStore({ ...needs, directory, namespace, ...(maxEntriesBytes !== undefined && { maxEntriesBytes }) }),
  });
}
