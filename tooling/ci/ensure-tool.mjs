import { accessSync, constants, existsSync, readdirSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { run } from "./command.mjs";

/**
 * Programs that tests need and that no npm package carries. `find` returns the path, or `undefined` when the tool is
 * not on this machine; `package` is what Debian and Ubuntu call it.
 *
 * @type {Readonly<Record<string, { find: () => string | undefined, package: string }>>}
 */
const TOOLS = {
  libfaketime: { find: findFaketime, package: "libfaketime" },
  "redis-server": {
    find: () => fromEnvironment("REDIS_SERVER") ?? onPath("redis-server", "valkey-server"),
    package: "redis-server",
  },
  chromium: {
    find: () => fromEnvironment("CHROMIUM_PATH") ?? onPath("chromium", "chromium-browser", "google-chrome"),
    package: "chromium",
  },
  wrk: { find: () => onPath("wrk"), package: "wrk" },
};

/**
 * Finds a tool; on Debian and Ubuntu, as root, installs it when it is missing.
 *
 * @param {string} name a key of {@link TOOLS}.
 * @returns {Promise<string>} the path of the tool.
 * @throws when it is missing and cannot be installed; the message is the command that would.
 */
export async function ensureTool(name) {
  const tool = TOOLS[name];
  if (tool === undefined) throw new Error(`Unknown tool ${name}. Known: ${Object.keys(TOOLS).join(", ")}.`);
  const found = tool.find();
  if (found !== undefined) return found;

  const steps = [
    ["apt-get", "update"],
    ["apt-get", "install", "-y", "--no-install-recommends", tool.package],
  ];
  const isDebian = existsSync("/etc/debian_version") && onPath("apt-get") !== undefined;
  if (!isDebian || process.getuid?.() !== 0) {
    const command = steps.map((step) => `sudo ${step.join(" ")}`).join(" && ");
    throw new Error(`${name} is missing. ${isDebian ? "Run" : "On Debian or Ubuntu"}: ${command}`);
  }
  console.log(`${name} is missing; running: ${steps.map((step) => step.join(" ")).join(" && ")}`);
  for (const step of steps) {
    const status = await run([...step, "-q", "-o", "DPkg::Lock::Timeout=120", "-o", "Acquire::Retries=3"], {
      DEBIAN_FRONTEND: "noninteractive",
    });
    if (status !== 0) throw new Error(`${step.join(" ")} failed with status ${status}.`);
  }
  const installed = tool.find();
  if (installed === undefined) throw new Error(`${name} is still missing after ${tool.package} was installed.`);
  return installed;
}

function findFaketime() {
  if (!existsSync("/usr/lib")) return undefined;
  for (const architecture of readdirSync("/usr/lib")) {
    const library = join("/usr/lib", architecture, "faketime/libfaketime.so.1");
    if (existsSync(library)) return library;
  }
  return undefined;
}

/** @param {string} variable */
function fromEnvironment(variable) {
  return process.env[variable] || undefined;
}

/** @param {string[]} names */
function onPath(...names) {
  for (const name of names) {
    for (const directory of (process.env["PATH"] ?? "").split(delimiter)) {
      const path = join(directory, name);
      if (isExecutable(path)) return path;
    }
  }
  return undefined;
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
