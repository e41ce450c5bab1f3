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
