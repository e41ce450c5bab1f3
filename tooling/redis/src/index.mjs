export { startCluster } from "./cluster.mjs";
export { startFaultProxy } from "./fault-proxy.mjs";
export { findServer } from "./find-server.mjs";
export { keySlot } from "./key-slot.mjs";
export { catchUp, startReplicated } from "./replicated.mjs";
export { sendCommand } from "./send-command.mjs";
export { startSentinel } from "./sentinel.mjs";
export { startStandalone } from "./standalone.mjs";
export { createTimeOffset } from "./time-offset.mjs";

/** @typedef {import("./standalone.mjs").Server} Server */
