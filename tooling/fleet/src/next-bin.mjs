import { createRequire } from "node:module";
import { join } from "node:path";

/**
 * The script behind the `next` command of an app. It is run with node itself, so that the process that is started is the
 * server and a signal needs no shell to pass it on.
 *
 * @param {string} appDir
 */
export function nextBin(appDir) {
  return createRequire(join(appDir, "package.json")).resolve("next/dist/bin/next");
}
