export { buildApp } from "./build-app.mjs";
export { buildPackages } from "./build-packages.mjs";
export { skew } from "./faketime.mjs";
export { startFleet } from "./fleet.mjs";
export { startInstance } from "./instance.mjs";
export { startProxy } from "./proxy.mjs";
export { startSource } from "./source.mjs";
export { waitUntil } from "./wait-until.mjs";

/** @typedef {import("./events.mjs").FleetEvent} FleetEvent */
/** @typedef {import("./fleet.mjs").Fleet} Fleet */
/** @typedef {import("./instance.mjs").Instance} Instance */
/** @typedef {import("./source.mjs").Source} Source */
