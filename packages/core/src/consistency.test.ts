import { expect, test } from "vitest";
import { manualClock } from "../test/manual-clock.ts";
import { createConsistency } from "./consistency.ts";
import { createLedgerReplica } from "./ledger-replica.ts";
import { createLineage } from "./lineage.ts";
import { memoryStore } from "./memory-store.ts";
import { createPositions } from "./positions.ts";

test("a grace ends by the wall clock too, as the monotonic one stands still while a machine is suspended", async () => {
  const clock = manualClock();
  let suspendedMs = 0;
  let isAway = false;
  const asleep = { ...clock, wall: () => clock.now() + suspendedMs };
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
  suspendedMs = 3000;
  expect(isTrusted()).toBe(false);
});
