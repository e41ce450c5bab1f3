import type { FileHandle } from "node:fs/promises";
import { type Disk, systemDisk } from "../src/disk.ts";

type Call = (...args: never[]) => unknown;

export interface WatchedDisk {
  readonly disk: Disk;
  /** Every call since the last `clear`, those on open files with a dot in front. */
  readonly calls: string[];
  clear(): void;
  /** @returns how many calls have not been answered. */
  pending(): number;
  /** Does something else in place of the next call of that name. */
  interceptOnce(name: string, replacement: (call: Call, args: unknown[]) => unknown): void;
}

/** The real disk, but each call is noted and may be replaced. */
export function createWatchedDisk(): WatchedDisk {
  const calls: string[] = [];
  let pending = 0;
  const replacements = new Map<string, (call: Call, args: unknown[]) => unknown>();

  function watch<T extends object>(target: T, prefix: string): T {
    return new Proxy(target, {
      get(object, property) {
        const value: unknown = Reflect.get(object, property, object);
        if (typeof value !== "function") return value;
        const name = `${prefix}${String(property)}`;
        return (...args: unknown[]) => {
          calls.push(name);
          const call = (...own: unknown[]): unknown => Reflect.apply(value, object, own);
          const replacement = replacements.get(name);
          replacements.delete(name);
          const result = replacement === undefined ? call(...args) : replacement(call, args);
          if (!(result instanceof Promise)) return result;
          pending++;
          const answered = result.finally(() => pending--);
          return name === "open" ? answered.then((handle: FileHandle) => watch(handle, ".")) : answered;
        };
      },
    });
  }

  return {
    disk: watch(systemDisk, ""),
    calls,
    clear() {
      calls.length = 0;
    },
    pending: () => pending,
    interceptOnce: (name, replacement) => void replacements.set(name, replacement),
  };
}
