import type { startFleet } from "@tagledger/fleet";

export type Fleet = Awaited<ReturnType<typeof startFleet>>;
export type Instance = Fleet["instances"][number];
