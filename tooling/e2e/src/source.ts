import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** One read of the origin: which part of which page asked, and from which instance. */
export type Read = { part: string; key: string; at: string; version: number };

/** The origin of all data: one version, and the faults a test needs. */
export type Source = {
  readonly url: string;
  readonly version: number;
  bump(): number;
  /** Reads since the last `forget`, oldest first. */
  reads(filter?: Partial<Read>): Read[];
  forget(): void;
  /** Every read answers 500 until the returned function is called. */
  fail(): () => void;
  /** Reads of `key` wait; `arrived` resolves with the first of them. */
  hold(key: string): { arrived: Promise<Read>; release: () => void };
  close(): Promise<void>;
};

export async function startSource(): Promise<Source> {
  let version = 1;
  let failing = false;
  let log: Read[] = [];
  const holds = new Map<string, { arrive: (read: Read) => void; gate: Promise<void> }>();

  const server = createServer((request, response) => {
    const query = new URL(request.url ?? "/", "http://source").searchParams;
    const read: Read = {
      part: query.get("part") ?? "",
      key: query.get("key") ?? "",
      at: query.get("at") ?? "",
      version,
    };
    log.push(read);
    const held = holds.get(read.key);
    held?.arrive(read);
    void (held?.gate ?? Promise.resolve()).then(() => {
      response.statusCode = failing ? 500 : 200;
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ version: read.version }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get version() {
      return version;
    },
    bump: () => ++version,
    reads: (filter = {}) => {
      const wanted = Object.entries(filter) as [keyof Read, unknown][];
      return log.filter((read) => wanted.every(([field, value]) => read[field] === value));
    },
    forget: () => void (log = []),
    fail: () => {
      failing = true;
      return () => void (failing = false);
    },
    hold: (key) => {
      let arrive!: (read: Read) => void;
      let open!: () => void;
      const arrived = new Promise<Read>((resolve) => (arrive = resolve));
      const gate = new Promise<void>((resolve) => (open = resolve));
      holds.set(key, { arrive, gate });
      return {
        arrived,
        release: () => {
          holds.delete(key);
          open();
        },
      };
    },
    close: () => new Promise((resolve) => (server.closeAllConnections(), server.close(() => resolve()))),
  };
}
