import {
  catchUp,
  keySlot,
  startCluster,
  startFaultProxy,
  startReplicated,
  startSentinel,
} from "@tagledger/redis-servers";
import { eventually } from "../eventually.ts";
import { HEAD, type Servers, type Stand } from "./stand.ts";
import { pause } from "./traffic.ts";

type Server = Awaited<ReturnType<typeof startReplicated>>["primary"];

/** From here on the replica learns nothing more. What waits in a connection would still arrive: so there is none. */
async function cutOff(primary: Server, replica: Server): Promise<void> {
  await catchUp(primary, replica);
  replica.pause();
  await primary.command("CLIENT", "KILL", "TYPE", "replica");
}

const hostsOf = (addresses: readonly { host: string; port: number }[]): string =>
  addresses.map(({ host, port }) => `${host}:${port}`).join(",");

interface Watched extends Servers {
  readonly primary: Server;
  readonly replica: Server;
}

export const sentinel: Stand<Watched> = {
  name: "sentinel",
  async open() {
    const group = await startSentinel();
    const { primary, replica, sentinelAddresses, name } = group;
    const url = `redis+sentinel://${hostsOf(sentinelAddresses)}/${name}`;
    return { primary, replica, url, close: () => group.stop() };
  },
  faults: [
    {
      name: "primary killed, failover, acknowledged writes lost",
      silences: true,
      async happen({ primary, replica }, { invalidateQuiet }) {
        await cutOff(primary, replica);
        await invalidateQuiet();
        await primary.kill();
        replica.resume();
        await eventually(async () => {
          const [role] = (await replica.command("ROLE")) as string[];
          if (role !== "master") throw new Error(`the replica is a ${role}`);
        }, 15_000);
      },
    },
  ],
};

interface Named extends Watched {
  readonly proxy: Awaited<ReturnType<typeof startFaultProxy>>;
}

/** An address that leads to whatever server is behind it, as that of a name service. */
export const replicated: Stand<Named> = {
  name: "primary and replica",
  async open() {
    const group = await startReplicated();
    const { primary, replica } = group;
    const proxy = await startFaultProxy(primary.port);
    return {
      primary,
      replica,
      proxy,
      url: proxy.url,
      async close() {
        await proxy.stop();
        await group.stop();
      },
    };
  },
  faults: [
    {
      name: "a read-only replica is reached, and promoted late",
      silences: true,
      async happen({ primary, replica, proxy }, { invalidateQuiet }) {
        await cutOff(primary, replica);
        await invalidateQuiet();
        proxy.target(replica.port);
        proxy.cut();
        await primary.kill();
        replica.resume();
        await pause(2_500);
        await replica.command("REPLICAOF", "NO", "ONE");
      },
    },
  ],
};

interface Clustered extends Servers {
  readonly group: Awaited<ReturnType<typeof startCluster>>;
}

export const cluster: Stand<Clustered> = {
  name: "cluster",
  async open() {
    const group = await startCluster();
    return { group, url: `redis+cluster://${hostsOf(group.addresses)}`, close: () => group.stop() };
  },
  faults: [
    {
      name: "the ledger's slot is moved to another node",
      silences: false,
      async happen({ group }, { invalidateQuiet }) {
        const slot = keySlot(HEAD);
        const from = await group.primaryOf(slot);
        const to = await group.primaryOf((slot + 8_192) % 16_384);
        await invalidateQuiet();
        await group.moveSlot(slot, from, to);
      },
    },
    {
      name: "the node of the ledger is killed",
      silences: true,
      async happen({ group }, { invalidateQuiet }) {
        const node = await group.primaryOf(HEAD);
        await invalidateQuiet();
        await node.kill();
        await eventually(() => group.primaryOf(HEAD), 15_000);
      },
    },
  ],
};
