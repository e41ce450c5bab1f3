import { startSentinel } from "@tagledger/redis-servers";
import { conformance } from "./conformance.ts";

conformance({
  name: "sentinels",
  async start(timeOffset) {
    const sentinel = await startSentinel({ timeOffset });
    const nodes = sentinel.sentinelAddresses.map(({ host, port }) => `${host}:${port}`);
    return { url: `redis+sentinel://${nodes.join(",")}/${sentinel.name}`, stop: () => sentinel.stop() };
  },
});
