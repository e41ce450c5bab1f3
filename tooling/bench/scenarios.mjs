import { codemod } from "./codemod/scenario.mjs";
import { handlers } from "./handlers/scenario.mjs";
import { http } from "./http/scenario.mjs";

/** @type {readonly import("./report/rows.mjs").Scenario[]} */
export const scenarios = [http, handlers, codemod];
