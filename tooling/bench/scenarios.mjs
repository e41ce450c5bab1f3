import { codemod } from "./codemod/scenario.mjs";
import { growth } from "./growth/scenario.mjs";
import { handlers } from "./handlers/scenario.mjs";
import { http } from "./http/scenario.mjs";
import { peers } from "./http/peers-scenario.mjs";
import { latency } from "./latency/scenario.mjs";
import { telemetry } from "./telemetry/scenario.mjs";

/** @type {readonly import("./report/rows.mjs").Scenario[]} */
export const scenarios = [http, handlers, latency, growth, codemod, telemetry, peers];
