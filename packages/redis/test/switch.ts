import { connect, createServer, type Socket } from "node:net";

/** A proxy that changes the server behind a connection which stays, as those do that speak the protocol of Redis. */
export interface Switch {
  readonly port: number;
  target(port: number): void;
  stop(): Promise<void>;
}

export async function startSwitch(first: number): Promise<Switch> {
  let target = first;
  const changed = new Set<() => void>();
  const clients = new Set<Socket>();
  const server = createServer((client) => {
    clients.add(client);
    let upstream = open(client);
    client.on("data", (chunk) => upstream.write(chunk));
    client.on("error", () => {});
    const change = (): void => {
      upstream.destroy();
      upstream = open(client);
    };
    changed.add(change);
    client.on("close", () => {
      clients.delete(client);
      changed.delete(change);
      upstream.destroy();
    });
  });

  function open(client: Socket): Socket {
    const upstream = connect(target, "127.0.0.1");
    upstream.on("data", (chunk) => client.write(chunk));
    upstream.on("error", () => client.destroy());
    return upstream;
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as { port: number }).port,
    target(port) {
      target = port;
      for (const change of changed) change();
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const client of clients) client.destroy();
      }),
  };
}
