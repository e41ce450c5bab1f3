import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Single } from "./single.ts";
import type { Fault } from "./stand.ts";
import { pause } from "./traffic.ts";

const AWAY_MS = 2_500;
const DATA = "appendonlydir";

/** The server ends, and comes back with more or less of what it knew. */
export const restarts: readonly Fault<Single>[] = [
  {
    name: "stopped and restarted with its data, fsync always",
    silences: true,
    async happen({ server }, { invalidateQuiet }) {
      await invalidateQuiet();
      await server.kill("SIGTERM");
      await pause(AWAY_MS);
      await server.restart({ keepData: true });
    },
  },
  {
    name: "killed and restarted with its data, fsync everysec",
    silences: true,
    async happen({ server }, { invalidateQuiet }) {
      await server.command("CONFIG", "SET", "appendfsync", "everysec");
      await invalidateQuiet();
      await server.kill("SIGKILL");
      await pause(AWAY_MS);
      await server.restart({ keepData: true });
    },
  },
  {
    name: "killed and restarted without its data",
    silences: true,
    async happen({ server }, { invalidateQuiet }) {
      await invalidateQuiet();
      await server.kill("SIGKILL");
      await pause(AWAY_MS);
      await server.restart({ keepData: false });
    },
  },
  {
    name: "restored from an old snapshot, one instance new",
    silences: false,
    async happen({ server }, { fleet, invalidateQuiet, avoid, use }) {
      // It is to remember nothing of what the snapshot lacks.
      const newcomer = fleet.instance("c");
      await avoid(newcomer);
      await newcomer.kill();
      const snapshot = join(server.folder, "snapshot");
      await cp(join(server.folder, DATA), snapshot, { recursive: true });
      await pause(300);
      await invalidateQuiet();
      await server.kill("SIGKILL");
      await rm(join(server.folder, DATA), { recursive: true });
      await cp(snapshot, join(server.folder, DATA), { recursive: true });
      await server.restart({ keepData: true });
      await newcomer.start();
      use(newcomer);
      await rm(snapshot, { recursive: true });
    },
  },
];
