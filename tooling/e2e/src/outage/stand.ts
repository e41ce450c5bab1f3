import type { Fleet, Instance } from "./fleet.ts";

/** The namespace of the ledger, and so the names of its four keys. */
export const NAMESPACE = "outages";
const ledger = `tagledger:{${NAMESPACE}}:ledger`;
export const HEAD = `${ledger}:head`;
export const LEDGER_KEYS = [HEAD, `${ledger}:order`, `${ledger}:marks`, `${ledger}:nonces`] as const;

/** Redis servers, as the instances reach them. */
export interface Servers {
  readonly url: string;
  close(): Promise<void>;
}

/** One way to set up Redis, and everything that is to happen to it, one fault after the other. */
export interface Stand<Own extends Servers> {
  readonly name: string;
  readonly faults: readonly Fault<Own>[];
  open(): Promise<Own>;
}

export interface Fault<Own extends Servers> {
  readonly name: string;
  /** True when Redis does not answer for at least two seconds of it. */
  readonly silences: boolean;
  /** Resolves when it is over, and Redis can be used again. */
  happen(servers: Own, scene: Scene): Promise<void>;
}

/** What a fault may do besides to Redis. */
export interface Scene {
  readonly fleet: Fleet;
  /** New data of every quiet surface, recorded by the ledger when it resolves: what a fault must not bring back. */
  invalidateQuiet(): Promise<void>;
  /** Sends an instance no requests until `use`, and resolves when it has answered those it has. */
  avoid(instance: Instance): Promise<void>;
  use(instance: Instance): void;
}
