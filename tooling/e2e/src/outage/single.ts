import type { startFaultProxy, startStandalone } from "@tagledger/redis-servers";
import type { Servers } from "./stand.ts";

/** One server behind a proxy. */
export interface Single extends Servers {
  readonly server: Awaited<ReturnType<typeof startStandalone>>;
  readonly proxy: Awaited<ReturnType<typeof startFaultProxy>>;
}
