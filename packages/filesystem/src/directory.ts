import { TagledgerError } from "@tagledger/core";
import { DIRECTORY_MODE, type Disk, errorCode, unlessMissing } from "./disk.ts";

export interface Problem {
  readonly code: "TL-PRIVATE-FILESYSTEM" | "TL-LEDGER-RENEWED" | "TL-DAMAGED-ENTRY" | "TL-OPEN-DIRECTORY";
  readonly message: string;
}

/** `f_type` of statfs(2), from the kernel's `magic.h` and the file systems themselves. */
const NETWORK_FILESYSTEMS: ReadonlyMap<number, string> = new Map([
  [0x6969, "NFS"],
  [0x517b, "SMB"],
  [0xfe534d42, "SMB2"],
  [0xff534d42, "CIFS"],
  [0x01021997, "9p"],
  [0x65735546, "FUSE"],
  [0x00c36400, "Ceph"],
  [0x5346414f, "AFS"],
  [0x0bd00bd0, "Lustre"],
  [0x786f4256, "VirtualBox shared folders"],
]);
const PRIVATE_FILESYSTEMS: ReadonlyMap<number, string> = new Map([
  [0x794c7630, "overlay"],
  [0x01021994, "tmpfs"],
  [0x858458f6, "ramfs"],
]);

/** Codes of system calls that do not go away by themselves and that only an operator can do something about. */
const HINTS: Readonly<Record<string, string>> = {
  EACCES: "This process may not read and write it; check its owner and permissions.",
  EPERM: "The file system does not allow it; hard links are needed.",
  ENOTSUP: "The file system does not allow it; hard links are needed.",
  EROFS: "It is on a read-only file system.",
  ENOTDIR: "A part of its path is not a directory.",
  EEXIST: "A part of its path is not a directory.",
  EISDIR: "A directory is in the place of a file.",
  ENAMETOOLONG: "Its path is too long.",
  ELOOP: "A symbolic link is in the place of a file.",
  ENXIO: "Something that is no file is in the place of one.",
  ESPIPE: "A pipe is in the place of a file.",
};

/**
 * Makes a directory and looks at what kind of file system it is on.
 *
 * @returns the name of the file system when other containers may not see the directory.
 * @throws TagledgerError when no ledger can be kept there.
 */
export async function prepareDirectory(disk: Disk, path: string): Promise<string | undefined> {
  await disk.mkdir(path, { recursive: true, mode: DIRECTORY_MODE });
  // The numbers mean something else, or nothing, on other systems.
  if (process.platform !== "linux") return undefined;
  const type = (await disk.statfs(path)).type >>> 0;
  const network = NETWORK_FILESYSTEMS.get(type);
  if (network !== undefined) {
    throw new TagledgerError(
      "TL-NETWORK-FILESYSTEM",
      `${path} is on ${network}. Use a local disk, or @tagledger/redis.`,
    );
  }
  return PRIVATE_FILESYSTEMS.get(type);
}

const WRITABLE_BY_EVERYBODY = 0o002;

/** @returns true when every user of the machine may put entries and journals into a directory. */
export async function isOpenToEverybody(disk: Disk, path: string): Promise<boolean> {
  // Elsewhere the mode says nothing.
  if (process.platform === "win32") return false;
  const stat = await unlessMissing(disk.stat(path));
  return stat !== undefined && (stat.mode & WRITABLE_BY_EVERYBODY) !== 0;
}

/** What to throw in place of an error of a system call. */
export function explainError(error: unknown, directory: string): unknown {
  const hint = HINTS[errorCode(error) ?? ""];
  return hint === undefined ? error : new TagledgerError("TL-DIRECTORY", `${directory}: ${hint}`, { cause: error });
}
