import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CONFIGURATION_FILE, keepsData, removeData, writeConfiguration } from "./configuration.mjs";
import { freePort } from "./free-port.mjs";
import { launch, readOutput } from "./launch.mjs";
import { sendCommand } from "./send-command.mjs";

/** @typedef {(...args: import("./resp.mjs").Argument[]) => Promise<import("./resp.mjs").Reply>} Command */
/** @typedef {"running" | "paused" | "stopped"} ServerState */

/**
 * @typedef {object} ServerOptions
 * @property {Record<string, string>} [config] directives of redis.conf, over the defaults here
 * @property {number} [port] Default: a free one, and another one when somebody was faster
 * @property {string} [folder] stays when the server stops. Default: a temporary one, which does not
 * @property {import("./time-offset.mjs").TimeOffset} [timeOffset] runs the server under this clock
 */

const DEFAULTS = { bind: "127.0.0.1", "protected-mode": "no", daemonize: "no" };
const WITHOUT_DISK = { save: "", appendonly: "no" };

/**
 * One server. Nothing is kept on disk unless `config` says so.
 *
 * @param {ServerOptions} [options]
 */
export function startStandalone({ config, ...options } = {}) {
  return startServer({ ...options, config: { ...WITHOUT_DISK, ...config } });
}

/**
 * @param {ServerOptions & { sentinel?: boolean, cluster?: boolean, choosePort?: () => Promise<number> }} options
 */
export async function startServer({
  config: wanted = {},
  port: fixedPort,
  folder: fixedFolder,
  timeOffset,
  sentinel = false,
  cluster = false,
  choosePort = freePort,
}) {
  const temporary = fixedFolder === undefined;
  const folder = fixedFolder ?? (await mkdtemp(join(tmpdir(), "tagledger-redis-")));
  const password = wanted.requirepass;
  let port = 0;
  /** @type {Record<string, string>} */
  let config = {};
  /** @type {ServerState} */
  let state = "stopped";
  /** @type {import("./child.mjs").Life} */
  let life;

  async function start() {
    const environment = timeOffset?.environment ?? {};
    const started = await launch({ folder, temporary, port, password, sentinel, environment });
    life = started;
    state = "running";
    void started.ended.then(() => {
      if (life === started) state = "stopped";
    });
  }

  async function startFirst() {
    await mkdir(folder, { recursive: true });
    for (let attempt = 1; ; attempt += 1) {
      port = fixedPort ?? (await choosePort());
      config = { ...DEFAULTS, port: String(port), ...wanted };
      if (cluster) config["cluster-port"] = String(await choosePort());
      await writeFile(join(folder, CONFIGURATION_FILE), writeConfiguration(config));
      try {
        return await start();
      } catch (error) {
        const collided = fixedPort === undefined && /Address already in use/.test(String(error));
        if (!collided || attempt === 5) throw error;
      }
    }
  }

  /** @param {NodeJS.Signals} signal */
  async function end(signal) {
    if (state === "stopped") return;
    life.child.kill(signal);
    // A paused process hears nothing else than SIGKILL before it is resumed.
    if (state === "paused") life.child.kill("SIGCONT");
    const timer = setTimeout(() => life.child.kill("SIGKILL"), 10_000);
    await life.ended;
    clearTimeout(timer);
    state = "stopped";
  }

  try {
    await startFirst();
  } catch (error) {
    if (temporary) await rm(folder, { recursive: true, force: true });
    throw error;
  }

  return {
    host: "127.0.0.1",
    port,
    url: `redis://${password === undefined ? "" : `:${encodeURIComponent(password)}@`}127.0.0.1:${port}`,
    folder,
    password,
    /** @type {import("./configuration.mjs").Configuration} what it was started with */
    config,
    get pid() {
      return state === "stopped" ? undefined : life.child.pid;
    },
    get state() {
      return state;
    },
    /** @type {Command} */
    command: (...args) => sendCommand({ port, password }, args),
    /** The last lines it printed, for the message of a failed test. */
    logTail: () => readOutput(folder),
    /** Ends the process, without a chance to finish anything unless the signal leaves one. */
    kill: (/** @type {NodeJS.Signals} */ signal = "SIGKILL") => end(signal),
    pause() {
      if (state !== "running") throw new Error(`the server on port ${port} is ${state}`);
      life.child.kill("SIGSTOP");
      state = "paused";
    },
    resume() {
      if (state !== "paused") throw new Error(`the server on port ${port} is ${state}`);
      life.child.kill("SIGCONT");
      state = "running";
    },
    /**
     * A new process on the same port and folder. With its data it is a polite restart, without a crash that loses the
     * disk; a node of a cluster stays that node either way.
     *
     * @param {{ keepData: boolean }} options
     */
    async restart({ keepData }) {
      if (keepData && !keepsData(config))
        throw new Error("data is kept only with `appendonly yes` or `save` in `config`");
      await end(keepData ? "SIGTERM" : "SIGKILL");
      if (!keepData) await removeData(folder);
      await start();
    },
    /** Ends the process and removes its folder. */
    async stop() {
      await end("SIGKILL");
      if (temporary) await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof startServer>>} Server */
