import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Instance } from "./fleet.ts";
import type { Single } from "./single.ts";
import type { Fault, Scene } from "./stand.ts";
import { pause } from "./traffic.ts";

const AWAY_MS = 2_500;

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
    happen: ({ server }, scene) => restoreSnapshot(server, scene, [scene.fleet.instance("c")]),
  },
  {
    // Nobody is left who could miss what the snapshot lacks.
    name: "restored from an old snapshot, all instances new",
    silences: false,
    happen: ({ server }, scene) => restoreSnapshot(server, scene, scene.fleet.instances),
  },
];

/** @param newcomers instances that remember nothing afterwards. */
async function restoreSnapshot(
  server: Single["server"],
  { invalidateQuiet, avoid, use }: Scene,
  newcomers: readonly Instance[],
): Promise<void> {
  const data = join(server.folder, "appendonlydir");
  const snapshot = join(server.folder, "snapshot");
  await cp(data, snapshot, { recursive: true });
  await pause(300);
  await invalidateQuiet();
  for (const instance of newcomers) await avoid(instance);
  await Promise.all(newcomers.map((instance) => instance.kill()));
  await server.kill("SIGKILL");
  await rm(data, { recursive: true });
  await cp(snapshot, data, { recursive: true });
  await rm(snapshot, { recursive: true });
  await server.restart({ keepData: true });
  await Promise.all(newcomers.map((instance) => instance.start()));
  newcomers.forEach(use);
}
