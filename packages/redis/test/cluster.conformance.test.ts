import { startCluster } from "@tagledger/redis-servers";
import { conformance } from "./conformance.ts";

conformance({
  name: "a cluster",
  async start(timeOffset) {
    const cluster = await startCluster({ timeOffset });
    const nodes = cluster.addresses.map(({ host, port }) => `${host}:${port}`);
    return { url: `redis+cluster://${nodes.join(",")}`, stop: () => cluster.stop() };
  },
});
