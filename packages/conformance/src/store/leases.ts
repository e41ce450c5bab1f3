import type { Store } from "@tagledger/core";
import { expect } from "vitest";
import { topic, type Topic } from "../claim.ts";
import type { OpenStore, StoreSubject } from "../store-subject.ts";
import { bytes, entry, keyOf, readBytes } from "./entry-values.ts";

type Lease = NonNullable<Store["lease"]>;

interface Leasing extends StoreSubject {
  lease(...asked: Parameters<Lease>): ReturnType<Lease>;
  /** The same from another process. */
  leaseElsewhere(...asked: Parameters<Lease>): ReturnType<Lease>;
}

const KEY = keyOf("cold");

/** What holds of a store that leases. One that does not must be so for every process: nobody waits for anybody then. */
function whereLeasing(check: (subject: Leasing) => Promise<void>): (open: OpenStore) => Promise<void> {
  return async (open) => {
    const subject = await open();
    const other = await subject.peer();
    const lease = subject.store.lease?.bind(subject.store);
    const leaseElsewhere = other.lease?.bind(other);
    expect(typeof leaseElsewhere).toBe(typeof lease);
    if (lease !== undefined && leaseElsewhere !== undefined) await check({ ...subject, lease, leaseElsewhere });
  };
}

export const LEASES: Topic<OpenStore> = topic("leases", {
  "of all who ask at once for one lease, one gets it": whereLeasing(async ({ lease, leaseElsewhere, time }) => {
    const asked = Array.from({ length: 10 }, (_, index) => (index % 2 ? lease : leaseElsewhere)(KEY, time.momentMs));
    const got = await Promise.all(asked);
    expect(got.filter((taken) => taken)).toHaveLength(1);
  }),
  "who has a lease does not get it again": whereLeasing(async ({ lease, time }) => {
    expect(await lease(KEY, time.momentMs)).toBe(true);
    expect(await lease(KEY, time.momentMs)).toBe(false);
  }),
  "a lease lapses after its time, and not before": whereLeasing(async ({ lease, leaseElsewhere, time }) => {
    const ms = 4 * time.momentMs;
    expect(await lease(KEY, ms)).toBe(true);
    await time.pass(ms / 2);
    expect(await leaseElsewhere(KEY, ms)).toBe(false);
    await time.pass(ms / 2 + time.toleranceMs);
    expect(await leaseElsewhere(KEY, ms)).toBe(true);
    expect(await lease(KEY, ms)).toBe(false);
  }),
  "asking in vain does not prolong a lease": whereLeasing(async ({ lease, leaseElsewhere, time }) => {
    const ms = 4 * time.momentMs;
    expect(await lease(KEY, ms)).toBe(true);
    for (let quarter = 0; quarter < 3; quarter++) {
      await time.pass(time.momentMs);
      await leaseElsewhere(KEY, ms);
    }
    await time.pass(time.momentMs + time.toleranceMs);
    expect(await leaseElsewhere(KEY, ms)).toBe(true);
  }),
  "leases of different keys are different ones": whereLeasing(async ({ lease, leaseElsewhere, time }) => {
    expect(await lease(KEY, time.momentMs)).toBe(true);
    expect(await leaseElsewhere(keyOf("other"), time.momentMs)).toBe(true);
    expect(await leaseElsewhere(`${KEY}-7`, time.momentMs)).toBe(true);
  }),
  "a lease and the entry of its name do not touch": whereLeasing(async ({ store, peer, lease, time }) => {
    const other = await peer();
    expect(await lease(KEY, time.momentMs)).toBe(true);
    expect(await store.read(KEY)).toBeUndefined();
    await other.write(KEY, entry(bytes(10)));
    expect((await readBytes(store, KEY))?.equals(bytes(10))).toBe(true);
    await other.remove(KEY);
    expect(await lease(KEY, time.momentMs)).toBe(false);
  }),
  "a lease is no news": whereLeasing(async ({ store, lease, time }) => {
    const before = await store.news(undefined);
    expect(await lease(KEY, time.momentMs)).toBe(true);
    expect(await store.news(before?.position)).toBeUndefined();
  }),
  "lease of a closed store rejects": whereLeasing(async ({ store, lease, time }) => {
    await store.close();
    await expect(lease(KEY, time.momentMs)).rejects.toThrow(/TL-STORE-CLOSED/);
  }),
});
