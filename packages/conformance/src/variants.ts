import { createGuard, guardedStore, prefixedStore, type Store } from "@tagledger/core";
import type { StoreFactory } from "./store-subject.ts";
import type { TestTime } from "./test-time.ts";

/** The decorated stores that core makes of any store: each must keep the promises of the store that it decorates. */
export function variants(factory: StoreFactory): { readonly name: string; readonly factory: StoreFactory }[] {
  return [
    { name: "raw", factory },
    { name: "prefixed", factory: decorated(factory, (store) => prefixedStore(store, "tenant")) },
    { name: "behind the guard", factory: decorated(factory, guarded) },
  ];
}

/** @param decorate is given the stores of all views. */
export function decorated(factory: StoreFactory, decorate: (store: Store, time: TestTime) => Store): StoreFactory {
  return async (settings) => {
    const subject = await factory(settings);
    return {
      time: subject.time,
      store: decorate(subject.store, subject.time),
      peer: async () => decorate(await subject.peer(), subject.time),
      stranger: async () => decorate(await subject.stranger(), subject.time),
      close: () => subject.close(),
    };
  };
}

function guarded(store: Store, time: TestTime): Store {
  const guard = createGuard(time.clock(), { deadlineMs: 10_000, retryAfterMs: 1000 }, () => store.news(undefined));
  return guardedStore(store, guard);
}
