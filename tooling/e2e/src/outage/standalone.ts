import { startFaultProxy, startStandalone } from "@tagledger/redis-servers";
import { interruptions, silences } from "./interruptions.ts";
import { losses } from "./losses.ts";
import { restarts } from "./restarts.ts";
import type { Single } from "./single.ts";
import type { Stand } from "./stand.ts";

/** One server that keeps its data on disk, behind a proxy. */
export const standalone: Stand<Single> = {
  name: "one server",
  faults: [...restarts, ...losses, ...silences, ...interruptions],
  async open() {
    const server = await startStandalone({ config: { appendonly: "yes", appendfsync: "always" } });
    const proxy = await startFaultProxy(server.port);
    return {
      server,
      proxy,
      url: proxy.url,
      async close() {
        await proxy.stop();
        await server.stop();
      },
    };
  },
};
