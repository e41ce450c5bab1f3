import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { buildApp, startProxy, startSource } from "@tagledger/fleet";
import { isAllowed } from "./access.mjs";
import { backends, filesystemEnv } from "./backends.mjs";
import { commands } from "./commands.mjs";
import { createDeployment } from "./deployment.mjs";
import { BadField, readFields } from "./fields.mjs";
import { createHub } from "./hub.mjs";
import { machineNow } from "./now.mjs";
import { createObserver } from "./observer.mjs";
import { isPlainForm, respondBack, respondJson } from "./respond.mjs";
import { createTraffic } from "./traffic.mjs";

const EVENTS_KEPT = 3_000;

/**
 * Owns the fleets of the playground and is their common address: `/control/…` is answered here, everything else by an
 * instance of the fleet that the cookie `playground-fleet` names.
 *
 * @param {object} options
 * @param {string} options.appDir
 * @param {string} options.dir for what the fleets keep
 * @param {string} [options.token] what changes and looks need. Default: a random one
 * @param {number} [options.port] the first one to try. Default: any
 * @param {Record<string, string>} [options.env] for every instance
 */
export async function startControl({ appDir, dir, token = randomBytes(12).toString("hex"), port, env = {} }) {
  const source = await startSource();
  const hub = createHub();
  const webhookSecret = randomBytes(12).toString("hex");
  const sourceSettings = { delayMs: 0, fail: false };
  /** @type {import("./observer.mjs").SeenEvent[]} */
  const kept = [];
  const stopping = new AbortController();
  /** @type {Record<string, unknown>} what each fleet answered last */
  const readings = {};
  /** @type {() => void} */
  let poke = () => {};

  const proxy = await startProxy({
    ...(port !== undefined && { port }),
    backends: (incoming) => deploymentOf(chosenFleet(incoming)).fleet?.instances ?? [],
    intercept(incoming, outgoing) {
      const { pathname, searchParams } = new URL(incoming.url ?? "/", "http://control");
      const [, area, name = ""] = pathname.split("/");
      if (area !== "control") return false;
      void answer(incoming, outgoing, name, searchParams);
      return true;
    },
  });

  const appEnv = {
    ...env,
    // A fleet, its visitors and its control server on one busy machine: half a second is no sign of an outage there.
    TAGLEDGER_DEADLINE_MS: process.env.TAGLEDGER_DEADLINE_MS ?? "1500",
    PLAYGROUND_CONTROL_URL: proxy.url,
    PLAYGROUND_SOURCE_URL: source.url,
    PLAYGROUND_TOKEN: token,
    PLAYGROUND_WEBHOOK_SECRET: webhookSecret,
  };
  const members = new Map(
    Object.keys(backends).map((name) => {
      const deployment = createDeployment({ name, appDir, env: appEnv, dir, changed: () => tellState() });
      return [name, { deployment, observer: createObserver({ deployment, source }) }];
    }),
  );
  const traffic = createTraffic({ of: memberOf, hub });
  const world = {
    deployment: deploymentOf,
    source,
    traffic,
    sourceSettings,
    token,
    webhookSecret,
    surfaces: (/** @type {string} */ name) => memberOf(name).observer.surfaces,
    changed: tellState,
  };

  /** @param {string} name */
  function memberOf(name) {
    const member = members.get(name);
    if (member === undefined) throw new BadField(`there is no fleet ${name}`);
    return member;
  }

  /** @param {string} name */
  function deploymentOf(name) {
    return memberOf(name).deployment;
  }

  function describe() {
    return {
      fleets: [...members.values()].map(({ deployment }) => deployment.describe()),
      source: sourceSettings,
    };
  }

  function tellState() {
    hub.send("state", describe(), "state");
    poke();
  }

  /** What the processes report, a few times a second. */
  async function followEvents() {
    while (!stopping.signal.aborted) {
      const batches = await Promise.all([...members.values()].map(({ observer }) => observer.events()));
      const seen = batches.flat();
      if (seen.length > 0) {
        kept.push(...seen);
        if (kept.length > EVENTS_KEPT) kept.splice(0, kept.length - EVENTS_KEPT);
        hub.send("events", { now: machineNow(), events: seen });
        if (seen.some(({ channel }) => channel === "tagledger:invalidate" || channel === "app:call")) poke();
      }
      await sleep(60);
    }
  }

  /**
   * What the instances of a fleet answer, again and again while anybody looks: reading is what visitors do.
   *
   * @param {string} name
   */
  async function read(name) {
    const { deployment, observer } = memberOf(name);
    if (deployment.fleet === undefined) return;
    const instances = await observer.read();
    const current = Object.fromEntries(observer.surfaces.map((one) => [one.name, source.version(one.name)]));
    readings[name] = { fleet: name, current, instances };
    hub.send("readings", readings[name], `readings ${name}`);
  }

  /**
   * What a page is first drawn from, before it has a stream.
   *
   * @param {boolean} withReadings whether it shows what the instances answer; nobody may have looked for long
   */
  async function everything(withReadings) {
    const { watched } = hub;
    const unknown = [...members.keys()].filter((name) => !watched.has(name) || readings[name] === undefined);
    if (withReadings) await Promise.all(unknown.map(read));
    return { ...describe(), readings, ...traffic.describe(), webhookSecret };
  }

  async function followReadings() {
    while (!stopping.signal.aborted) {
      const { watched } = hub;
      for (const [name, { observer }] of members) {
        // What a fleet has is asked once in any case. One after the other: a processor is not for all at once.
        if (watched.has(name) || observer.surfaces.length === 0) await read(name);
      }
      // An event or a change is looked at soon, everything else in its time.
      await Promise.race([
        sleep(1_500),
        new Promise((resolve) => {
          poke = () => resolve(undefined);
        }),
      ]);
      await sleep(120);
    }
  }

  /**
   * @param {import("node:http").IncomingMessage} request
   * @param {import("node:http").ServerResponse} response
   * @param {string} name
   * @param {URLSearchParams} query
   */
  async function answer(request, response, name, query) {
    try {
      if (!isAllowed(request, token))
        return respondJson(response, 401, { error: "this needs the token of the playground" });
      if (request.method === "GET" && name === "stream") return listen(response, query);
      if (request.method === "GET" && name === "state")
        return respondJson(response, 200, await everything(query.has("read")));
      const command = request.method === "POST" ? commands[name] : undefined;
      if (command === undefined) return respondJson(response, 404, { error: `no ${request.method} ${name}` });
      await command(await readFields(request), world);
      tellState();
      if (isPlainForm(request)) respondBack(request, response);
      else respondJson(response, 200, { ok: true });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      respondJson(response, error instanceof BadField ? 400 : 500, { error: message });
    }
  }

  /**
   * @param {import("node:http").ServerResponse} response
   * @param {URLSearchParams} query
   */
  function listen(response, query) {
    hub.listen(response, (query.get("watch") ?? "").split(","));
    if (query.get("events") === "kept") {
      response.write(`event: events\ndata: ${JSON.stringify({ now: machineNow(), events: kept })}\n\n`);
    }
    poke();
  }

  tellState();
  const loops = Promise.all([followEvents(), followReadings()]);

  return {
    url: proxy.url,
    token,
    source,
    deployment: deploymentOf,
    /** One build is for all backends: which handlers it runs with is decided at its start. */
    async build() {
      // Where the first fleet has its ledger, so that its pages may answer the first requests.
      await buildApp({
        appDir,
        env: { ...filesystemEnv(dir), ...appEnv, TAGLEDGER_INSTANCE: "build", PLAYGROUND_SKIP_TYPES: "1" },
      });
    },
    /**
     * @param {string} name
     * @throws when it does not start
     */
    async start(name) {
      await deploymentOf(name).start();
      const { status, note } = deploymentOf(name).describe();
      if (status === "failed") throw new Error(note);
    },
    async stop() {
      stopping.abort();
      poke();
      hub.close();
      await traffic.stop();
      await loops;
      await proxy.stop();
      await Promise.all([...members.values()].map(({ deployment }) => deployment.stop()));
      await source.stop();
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof startControl>>} Control */

/** @param {import("node:http").IncomingMessage} incoming */
function chosenFleet(incoming) {
  const wish = new URL(incoming.url ?? "/", "http://control").searchParams.get("fleet");
  const cookie = /(?:^|;\s*)playground-fleet=(\w+)/.exec(incoming.headers.cookie ?? "")?.[1];
  const name = wish ?? incoming.headers["x-playground-fleet"] ?? cookie;
  return typeof name === "string" && Object.hasOwn(backends, name) ? name : "filesystem";
}
