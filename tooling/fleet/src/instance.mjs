import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { spawnNode } from "./child.mjs";
import { readEvents } from "./events.mjs";
import { freePort } from "./free-port.mjs";
import { nextBin } from "./next-bin.mjs";
import { captureOutput } from "./output.mjs";
import { waitUntil } from "./wait-until.mjs";

const preload = fileURLToPath(new URL("preload.cjs", import.meta.url));

/** @typedef {"running" | "paused" | "stopped"} InstanceState */

/**
 * @typedef {object} InstanceOptions
 * @property {string} name
 * @property {string} appDir a built app
 * @property {string} runDir where its events are written
 * @property {Record<string, string>} env
 * @property {number} startTimeoutMs
 * @property {boolean} [events] whether what the handlers report is written down, which costs them time. Default: true
 * @property {string} [node] another Node.js than the one that runs this
 * @property {number} [cpu] the only core it may use
 */

/**
 * One `next start` process. It keeps its port over a restart, so that its address stays the same.
 *
 * @param {InstanceOptions} options
 */
export async function startInstance({ name, appDir, runDir, env, startTimeoutMs, events = true, node, cpu }) {
  const eventsFile = join(runDir, `events-${name}.jsonl`);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  /** @type {InstanceState} */
  let state = "stopped";
  /** @type {ReturnType<typeof launch>} */
  let server;

  /** @param {Record<string, string>} moreEnv */
  function launch(moreEnv) {
    const started = spawnNode(["--require", preload, nextBin(appDir), "start", "-H", "127.0.0.1", "-p", String(port)], {
      cwd: appDir,
      env: {
        ...process.env,
        NEXT_TELEMETRY_DISABLED: "1",
        ...env,
        ...moreEnv,
        NODE_ENV: "production",
        PORT: String(port),
        TAGLEDGER_INSTANCE: name,
        ...(events && { FLEET_EVENTS_FILE: eventsFile }),
        FLEET_PID: String(process.pid),
      },
      ...(node !== undefined && { node }),
      ...(cpu !== undefined && { cpu }),
    });
    return { ...started, output: captureOutput(started.child), over: /** @type {string | undefined} */ (undefined) };
  }

  /** @param {Record<string, string>} [moreEnv] replaces or adds variables for this life of the process */
  async function start(moreEnv = {}) {
    if (state !== "stopped") throw new Error(`instance ${name} is ${state}`);
    const launched = launch(moreEnv);
    server = launched;
    void noteEnd(launched);
    try {
      await waitUntil(
        () => {
          if (launched.over !== undefined) throw new Error(`instance ${name} ended with ${launched.over}`);
          return answers(url);
        },
        { timeoutMs: startTimeoutMs, everyMs: 50, what: `the start of instance ${name}` },
      );
    } catch (error) {
      launched.child.kill("SIGKILL");
      await launched.ended;
      throw new Error(`instance ${name} did not start\n${launched.output.tail()}`, { cause: error });
    }
    state = "running";
  }

  /** @param {ReturnType<typeof launch>} launched */
  async function noteEnd(launched) {
    launched.over = await launched.ended;
    if (server === launched) state = "stopped";
  }

  /** @param {NodeJS.Signals} signal */
  async function end(signal) {
    if (state === "stopped") return;
    // A paused process hears only SIGKILL.
    server.child.kill(state === "paused" ? "SIGKILL" : signal);
    const timer = setTimeout(() => server.child.kill("SIGKILL"), 5_000);
    await server.ended;
    clearTimeout(timer);
    state = "stopped";
  }

  await start();
  return {
    name,
    port,
    url,
    eventsFile,
    get state() {
      return state;
    },
    get pid() {
      return server.child.pid;
    },
    /**
     * Talks to this instance without the proxy.
     *
     * @param {string} path
     * @param {RequestInit} [init]
     */
    fetch: (path, init) => fetch(new URL(path, url), { redirect: "manual", ...init }),
    /** Ends the process without a chance to finish anything, as a crash does. */
    kill: () => end("SIGKILL"),
    /** Ends the process as a deployment does. */
    stop: () => end("SIGTERM"),
    pause() {
      server.child.kill("SIGSTOP");
      state = "paused";
    },
    resume() {
      server.child.kill("SIGCONT");
      state = "running";
    },
    start,
    /** @param {Record<string, string>} [moreEnv] */
    async restart(moreEnv) {
      await end("SIGTERM");
      await start(moreEnv);
    },
    /** The last lines the process printed. */
    logTail: () => server.output.tail(),
    /** Everything the handlers of this instance reported since the fleet started, restarts included. */
    events: () => readEvents(eventsFile),
  };
}

/** @typedef {Awaited<ReturnType<typeof startInstance>>} Instance */

/**
 * Any answer will do. An asset that does not exist is answered without rendering a page, so that asking leaves no trace
 * in a cache.
 *
 * @param {string} url
 */
async function answers(url) {
  try {
    const response = await fetch(`${url}/_next/static/ready`, { signal: AbortSignal.timeout(2_000) });
    await response.arrayBuffer();
    return response.status < 500;
  } catch {
    return false;
  }
}
