import { skew } from "@tagledger/fleet";
import { backends } from "./backends.mjs";
import { BadField, oneOf, wholeNumber } from "./fields.mjs";
import { LIMITS } from "./visitors.mjs";

/**
 * @typedef {object} World what commands act on
 * @property {(name: string) => import("./deployment.mjs").Deployment} deployment
 * @property {import("@tagledger/fleet").Source} source
 * @property {import("./traffic.mjs").Traffic} traffic
 * @property {{ delayMs: number, fail: boolean }} sourceSettings
 * @property {string} token
 * @property {string} webhookSecret
 * @property {(fleet: string) => readonly import("./topics.mjs").Surface[]} surfaces
 * @property {() => void} changed
 *
 * @typedef {(fields: URLSearchParams, world: World) => Promise<void> | void} Command
 */

const names = Object.keys(backends);
const offsets = { ahead: "+10m", behind: "-10m" };

/** @param {URLSearchParams} fields @param {World} world */
const fleetOf = (fields, world) => world.deployment(oneOf(fields, "fleet", names));

/** @param {URLSearchParams} fields @param {World} world */
function instanceOf(fields, world) {
  const deployment = fleetOf(fields, world);
  const { fleet } = deployment;
  if (fleet === undefined) throw new BadField(`the fleet on ${deployment.name} is ${deployment.status}`);
  return fleet.instance(
    oneOf(
      fields,
      "instance",
      fleet.instances.map(({ name }) => name),
    ),
  );
}

/** @param {World} world */
function redisOf(world) {
  const { redis } = world.deployment("redis");
  if (redis === undefined) throw new BadField("there is no Redis yet: start the fleet on redis");
  return redis;
}

/**
 * Everything that can be asked of the control server, by the last part of its address. A command that throws is told to
 * who asked; what it changed is seen in the state.
 *
 * @type {Readonly<Record<string, Command>>}
 */
export const commands = {
  async "start-fleet"(fields, world) {
    const deployment = fleetOf(fields, world);
    await deployment.start();
    const { status, note } = deployment.describe();
    if (status === "failed") throw new Error(note);
  },
  "add-instance": (fields, world) => fleetOf(fields, world).add(),
  "remove-instance": (fields, world) => fleetOf(fields, world).remove(instanceOf(fields, world).name),
  async instance(fields, world) {
    const instance = instanceOf(fields, world);
    const { skews } = fleetOf(fields, world);
    const what = oneOf(fields, "do", ["kill", "start", "pause", "resume", "ahead", "behind", "right"]);
    if (what === "pause" && instance.state === "running") instance.pause();
    else if (what === "resume" && instance.state === "paused") instance.resume();
    else if (what === "kill") await instance.kill();
    else if (what === "start" || what === "right") {
      skews.delete(instance.name);
      await instance.restart();
    } else if (what === "ahead" || what === "behind") {
      const environment = await skew(offsets[what]);
      skews.set(instance.name, offsets[what]);
      await instance.restart(environment);
    }
  },
  async redis(fields, world) {
    const server = redisOf(world);
    const what = oneOf(fields, "do", ["stop", "start", "pause", "resume", "flush"]);
    if (what === "stop") await server.kill();
    else if (what === "start" && server.state === "stopped") await server.restart({ keepData: false });
    else if (what === "pause" && server.state === "running") server.pause();
    else if (what === "resume" && server.state === "paused") server.resume();
    else if (what === "flush") {
      if (server.state !== "running") throw new BadField(`Redis is ${server.state}`);
      await server.command("FLUSHALL");
    }
  },
  source(fields, world) {
    const delayMs = wholeNumber(fields, "delayMs", { least: 0, most: 3_000 });
    const fail = fields.get("fail") === "1";
    Object.assign(world.sourceSettings, { delayMs, fail });
    for (const { name } of world.surfaces("filesystem")) world.source.configure(name, { delayMs, fail });
  },
  async visits(fields, world) {
    if (oneOf(fields, "do", ["start", "stop"]) === "stop") return world.traffic.stopVisits();
    await world.traffic.startVisits(oneOf(fields, "fleet", names));
  },
  async load(fields, world) {
    if (fields.get("do") === "stop") return world.traffic.stopLoad();
    const fleets = names.filter((name) => fields.getAll("fleet").includes(name));
    if (fleets.length === 0) throw new BadField("choose a fleet");
    await world.traffic.startLoad({
      fleets,
      topic: oneOf(fields, "topic", ["hole", "static", "dynamic", "fetched"]),
      clients: wholeNumber(fields, "clients", { least: 1, most: LIMITS.clients }),
      seconds: wholeNumber(fields, "seconds", { least: 1, most: LIMITS.seconds }),
    });
  },
  /** The same on one instance of every fleet that runs, at the same time. */
  async everywhere(fields, world) {
    const how = oneOf(fields, "how", ["publish", "tag-now", "tag-max", "publish-and-tag-now"]);
    if (how.startsWith("publish")) for (const { name } of world.surfaces("filesystem")) world.source.publish(name);
    if (how === "publish") return;
    const running = names.flatMap((name) => world.deployment(name).fleet ?? []);
    await Promise.all(running.map((fleet) => callWebhook(fleet, how === "tag-max" ? how : "tag-now", world)));
  },
};

/**
 * @param {import("@tagledger/fleet").Fleet} fleet
 * @param {string} how
 * @param {World} world
 */
async function callWebhook(fleet, how, { webhookSecret, token }) {
  const first = fleet.instances.find(({ state }) => state === "running");
  // A page of the Pages Router has no tags.
  if (how === "tag-now") {
    await first?.fetch("/api/legacy", { method: "POST", headers: { authorization: `Bearer ${token}` } });
  }
  const response = await first?.fetch("/api/webhook", {
    method: "POST",
    headers: { authorization: `Bearer ${webhookSecret}`, "content-type": "application/json" },
    body: JSON.stringify({ topic: "all", how }),
    signal: AbortSignal.timeout(8_000),
  });
  if (response?.ok !== true)
    throw new Error(`instance ${first?.name ?? "a"} answered ${response?.status ?? "nothing"}`);
}
