import { handlersOn, handlerSuite, storeSuite, variants } from "@tagledger/conformance";
import { createTimeOffset, startStandalone } from "@tagledger/redis-servers";
import { afterAll, beforeAll } from "vitest";
import { redisFactory } from "./redis-factory.ts";

let offset: Awaited<ReturnType<typeof createTimeOffset>>;
let server: Awaited<ReturnType<typeof startStandalone>>;

beforeAll(async () => {
  offset = await createTimeOffset();
  server = await startStandalone({ timeOffset: offset });
}, 120_000);

afterAll(async () => {
  await server.stop();
  await offset.dispose();
});

for (const library of ["redis", "ioredis"] as const) {
  const factory = redisFactory(
    () => ({ url: server.url, library }),
    () => offset,
  );
  for (const variant of variants(factory)) {
    storeSuite({ name: `${library}, one server, ${variant.name}`, factory: variant.factory });
  }
  handlerSuite({ name: `handlers with ${library}, one server`, factory: handlersOn(factory, { pace: 0.02 }) });
}
