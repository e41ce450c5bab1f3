import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** In the package, so that an app there sees its packages; as deep as where it was built, as paths in a build are relative. */
const RUN = join(import.meta.dirname, "..", ".run");

const APP = join(import.meta.dirname, "app");
export const APP_NAME = "tagledger-cli-test-app";

/** A folder of a Next.js app that a test may break. */
export interface TestProject {
  readonly folder: string;
  path(relative: string): string;
  read(relative: string): string;
  write(relative: string, content: string): void;
  /** Changes a file of JSON. */
  edit<Content>(relative: string, change: (content: Content) => void): void;
  remove(relative: string): void;
}

export function projectIn(folder: string): TestProject {
  const path = (relative: string): string => join(folder, relative);
  const write = (relative: string, content: string): void => {
    mkdirSync(dirname(path(relative)), { recursive: true });
    writeFileSync(path(relative), content);
  };
  return {
    folder,
    path,
    write,
    read: (relative) => readFileSync(path(relative), "utf8"),
    edit(relative, change) {
      const content = JSON.parse(readFileSync(path(relative), "utf8"));
      change(content);
      write(relative, JSON.stringify(content));
    },
    remove: (relative) => rmSync(path(relative), { recursive: true }),
  };
}

/** @returns a new folder with the sources of the app. */
export function createApp(): string {
  mkdirSync(RUN, { recursive: true });
  const folder = mkdtempSync(join(RUN, "app-"));
  cpSync(APP, folder, { recursive: true });
  // Not among the sources: the repository would take it for a package of its own.
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: APP_NAME, private: true }));
  return folder;
}

/** @returns a copy of a built app that is gone when the test is. */
export function copyOf(built: string): TestProject {
  const folder = mkdtempSync(join(RUN, "copy-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(built, folder, {
    recursive: true,
    preserveTimestamps: true,
    filter: (source) => !/\.next\/(cache|turbopack)/.test(source),
  });
  return projectIn(folder);
}

export function removeApp(folder: string): void {
  if (existsSync(folder)) rmSync(folder, { recursive: true, force: true });
}
