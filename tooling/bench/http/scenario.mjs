import { rowsOf } from "./rows.mjs";
import { runHttp } from "./run.mjs";

const FULL = {
  tags: [0, 10_000, 1_000_000],
  effort: { rounds: 12, seconds: 1, warmUpSeconds: 10, connections: 16, pinned: true, patienceMs: 20_000 },
};
const MOMENT = {
  tags: [0, 100],
  effort: { rounds: 1, seconds: 1, warmUpSeconds: 0, connections: 4, pinned: false, patienceMs: 5000 },
};

/** @type {import("../report/rows.mjs").Scenario} */
export const http = {
  name: "http",
  title: "Requests per second of `next start`, against the cache that is built in",
  async run({ effort, say }) {
    return rowsOf(await runHttp({ ...(effort === "full" ? FULL : MOMENT), peers: false, say }), "http");
  },
};
