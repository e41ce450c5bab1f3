import { startFleet } from "@tagledger/fleet";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { built } from "../src/built.ts";
import { appDirectory } from "../src/next-app.ts";
import type { Fleet } from "../src/outage/fleet.ts";
import { endure } from "../src/outage/outage.ts";
import { cluster, replicated, sentinel } from "../src/outage/replicated.ts";
import { HEADER } from "../src/outage/report.ts";
import { NAMESPACE, type Servers, type Stand } from "../src/outage/stand.ts";
import { standalone } from "../src/outage/standalone.ts";
import { askEverything } from "../src/outage/surfaces.ts";
import { PATIENCE_MS } from "../src/outage/traffic.ts";
import { startSource, type Source } from "../src/source.ts";
import { outages } from "../src/variants.ts";

const DEADLINE_MS = 500;

const rows: string[] = [];
beforeAll(() => built(outages));
afterAll(() => console.log([`client  | ${HEADER}`, ...rows].join("\n")));

type Library = "redis" | "ioredis";

/** The faults of a stand on one fleet, which has to get over each of them by itself. */
function enduring<Own extends Servers>(library: Library, { name, open, faults }: Stand<Own>): void {
  describe(`${name}, ${library}`, () => {
    let servers: Own;
    let source: Source;
    let fleet: Fleet;
    beforeAll(async () => {
      source = await startSource();
      servers = await open();
      fleet = await startFleet({
        appDir: appDirectory(outages.app),
        instances: 3,
        env: {
          ...outages.env,
          E2E_SOURCE: source.url,
          TAGLEDGER_DEADLINE_MS: String(DEADLINE_MS),
          TAGLEDGER_NAMESPACE: NAMESPACE,
          TAGLEDGER_REDIS_CLIENT: library,
          TAGLEDGER_REDIS_URL: servers.url,
        },
      });
      await askEverything(fleet);
    });
    afterAll(async () => {
      await fleet?.stop();
      await servers?.close();
      await source?.close();
    });

    // Not `test.each`, which shortens names.
    for (const fault of faults) {
      test(`${fault.name}: nothing old is served, nobody hangs, and it passes`, async () => {
        const report = await endure(fleet, source, servers, fault);
        rows.push(`${library.padEnd(7)} | ${report.row}`);
        expect(report.violations).toEqual([]);
        expect(report.errors).toEqual([]);
        expect(report.slowestMs).toBeLessThan(PATIENCE_MS);
        expect(report.recordedAfter).toBeGreaterThan(0);
        // Were each of them to wait for a deadline, the fastest would as well; how fast the others are is up to the machine.
        if (report.awayMs !== undefined) expect(report.awayMs).toBeLessThan(DEADLINE_MS);
      });
    }
  });
}

/** Every second fault: the two clients take turns. */
const half = <Own extends Servers>(stand: Stand<Own>, turn: 0 | 1): Stand<Own> => ({
  ...stand,
  faults: stand.faults.filter((_, index) => index % 2 === turn),
});

enduring("redis", half(standalone, 0));
enduring("ioredis", half(standalone, 1));
enduring("redis", sentinel);
enduring("ioredis", replicated);
enduring("redis", cluster);
enduring("ioredis", cluster);
