import type { BackendSettings } from "./backend-settings.ts";
import type { Events } from "./channels.ts";
import type { Environment } from "./config.ts";
import type { Store } from "./store.ts";

type Problem = Events["tagledger:problem"];

/** A figure about a store, for people. */
export interface Measure {
  /** Such as `journal` or `used_memory`. */
  readonly name: string;
  readonly value: number | string;
  /** Absent for what is a word or a count. */
  readonly unit?: "bytes" | "ms";
}

/** A ledger and entries of their own beside those of the application, to try the store with. */
export interface Scratch {
  readonly store: Store;
  /** The shortest question and answer that there is. */
  roundTrip(): Promise<void>;
  /** Removes everything that was kept there, and closes the store. */
  dispose(): Promise<void>;
}

/** A backend in the hands of an operator: the same store that the handlers use, without anything in front of it. */
export interface Operated {
  /** `filesystem` or `redis`. */
  readonly name: string;
  readonly settings: BackendSettings;
  /** Where it is, without any password. */
  readonly place: string;
  readonly store: Store;
  /**
   * Whether there is a ledger of this namespace. Looking does not make one, as any call of the store would.
   *
   * @throws when it cannot be reached.
   */
  exists(): Promise<boolean>;
  /**
   * Looks at what the store stands on and says what an operator should know; nothing when all is well.
   *
   * @throws when it cannot be reached.
   */
  examine(): Promise<readonly Problem[]>;
  /** @throws when it cannot be reached. */
  measure(): Promise<readonly Measure[]>;
  /** Nothing of it outlives {@link Scratch.dispose}, nor an hour. */
  scratch(): Promise<Scratch>;
  /** Lets go of everything that was opened. */
  close(): Promise<void>;
}

export interface OperateOptions {
  /** As the ready modules read it. */
  readonly env: Environment;
  /** The folder of the application. */
  readonly cwd: string;
  /** Milliseconds that an attempt to connect may take. */
  readonly deadlineMs: number;
}

/**
 * What the module `operate` of a backend exports.
 *
 * @throws TL-CONFIG when a setting cannot be used.
 */
export type Operate = (options: OperateOptions) => Promise<Operated>;
