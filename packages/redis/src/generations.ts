interface Emitter {
  on(event: string, listener: () => void): unknown;
}

/** Tells the connections apart that one client has had one after the other. */
export interface Generations<Client extends Emitter> {
  /** @returns the same object as long as none of the events has happened. */
  of(client: Client): object;
}

/**
 * A client that mends its connection by itself does not say over which one an answer came. It does say that something
 * happened, before anything can come over another one.
 */
export function createGenerations<Client extends Emitter & object>(events: readonly string[]): Generations<Client> {
  const current = new WeakMap<Client, object>();
  return {
    of(client) {
      const known = current.get(client);
      if (known !== undefined) return known;
      const first = {};
      current.set(client, first);
      for (const event of events) client.on(event, () => current.set(client, {}));
      return first;
    },
  };
}
