import type { Argument, Reply } from "./connection.ts";

/** Where one server is and how to be let in. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** What every connection of one configuration has in common. */
export interface Access {
  readonly username?: string;
  readonly password?: string;
  readonly database?: number;
  /** `true`, or options of `tls.connect`. Certificates are verified unless these say otherwise. */
  readonly tls?: boolean | object;
  /** Milliseconds after which an attempt to connect has failed. */
  readonly connectTimeoutMs: number;
}

/** One physical connection to one server. It is never mended: when it breaks, another one is opened. */
export interface Link {
  readonly address: Address;
  send(command: readonly Argument[]): Promise<Reply>;
  /** Called once when the connection has ended, however it did. */
  onEnd(listener: (reason: Error) => void): void;
  /** Ends the connection now; what is not answered rejects. */
  destroy(): void;
}

/** A client library: opens connections. */
export interface ClientLibrary {
  readonly name: "redis" | "ioredis";
  /** @throws when the server cannot be reached or does not let us in. */
  open(address: Address, access: Access): Promise<Link>;
}
