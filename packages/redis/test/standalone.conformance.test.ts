import { startStandalone } from "@tagledger/redis-servers";
import { conformance } from "./conformance.ts";

conformance({ name: "one server", start: (timeOffset) => startStandalone({ timeOffset }) });
