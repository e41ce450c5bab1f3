import { rowsOf } from "./rows.mjs";
import { runHttp } from "./run.mjs";

const FULL = {
  tags: [0, 10_000, 1_000_000],
  effort: { rounds: 3, seconds: 1, warmUpSeconds: 3, connections: 16, pinned: true, patienceMs: 20_000 },
};
const MOMENT = {
  tags: [0, 10],
  pages: ["/one", "/static"],
  effort: { rounds: 1, seconds: 1, warmUpSeconds: 0, connections: 4, pinned: false, patienceMs: 5000 },
};

/** @type {import("../report/rows.mjs").Scenario} */
export const peers = {
  name: "peers",
  title: "The published handlers beside ours and the cache that is built in, in one run",
  installs: true,
  async run({ effort, say }) {
    return rowsOf(await runHttp({ ...(effort === "full" ? FULL : MOMENT), peers: true, say }), "peers");
  },
};
