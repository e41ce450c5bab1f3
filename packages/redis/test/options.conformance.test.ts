import { startStandalone } from "@tagledger/redis-servers";
import { conformance } from "./conformance.ts";

conformance({
  name: "compressed, nothing kept near",
  start: (timeOffset) => startStandalone({ timeOffset }),
  store: { compression: { algorithm: "brotli", fromBytes: 0 } },
  handlers: { nearBytes: 0 },
});
