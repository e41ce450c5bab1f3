import { expect, test } from "vitest";
import { manualClock } from "../test/manual-clock.ts";
import { createConsistency } from "./consistency.ts";
import { createLedgerReplica } from "./ledger-replica.ts";
import { createLineage } from "./lineage.ts";
import { memoryStore } from "./memory-store.ts";
import { createPositions } from "./positions.ts";

test.each([
  ["goes on", 3000],
  ["is set back meanwhile", -3_600_000],
])(
  "a grace ends when a machine was suspended, though its monotonic clock stood still and the other %s",
  async (_, ms) => {
    const clock = manualClock();
    let aheadMs = 0;
    let isAway = false;
    const asleep = { ...clock, wall: () => clock.now() + aheadMs };
    const store = memoryStore({ clock });
    const replica = createLedgerReplica(
      {
        news: (since) => (isAway ? Promise.reject(new Error("away")) : store.news(since)),
        append: (records, since) => store.append(records, since),
        renew: (epoch) => store.renew(epoch),
      },
      asleep,
    );
    const positions = createPositions(
      replica,
      createLineage(replica, () => clock.now()),
      asleep,
    );
    const { refresh, isTrusted } = createConsistency(replica, positions, asleep, { graceMs: 2000 });
    await refresh();
    isAway = true;
    await clock.advance(10);
    await refresh();
    expect(isTrusted()).toBe(true);
    aheadMs = ms;
    expect(isTrusted()).toBe(false);
  },
);

test.each([
  ["that is over at once", 0, 1],
  ["in which the bound has passed", 600, 2],
])("a bounded read gives way for a turn %s, and asks the ledger when it must", async (_, tookMs, asked) => {
  const clock = manualClock();
  let turns = 0;
  let questions = 0;
  const busy = {
    ...clock,
    async turn() {
      turns++;
      await clock.advance(tookMs);
    },
  };
  const store = memoryStore({ clock });
  const news: typeof store.news = (since) => {
    questions++;
    return store.news(since);
  };
  const replica = createLedgerReplica({ ...store, news }, busy);
  const lineage = createLineage(replica, () => clock.now());
  const { refresh } = createConsistency(replica, createPositions(replica, lineage, busy), busy, {
    consistency: { maxStalenessMs: 500 },
  });
  await refresh();
  expect({ turns, questions }).toEqual({ turns: 0, questions: 1 });
  await refresh();
  expect({ turns, questions }).toEqual({ turns: 1, questions: asked });
});
