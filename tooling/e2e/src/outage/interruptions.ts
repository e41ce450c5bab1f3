import type { Single } from "./single.ts";
import type { Fault } from "./stand.ts";
import { pause } from "./traffic.ts";

const AWAY_MS = 2_500;

/** The server is there and does not answer. */
export const silences: readonly Fault<Single>[] = [
  {
    name: "CLIENT PAUSE ALL, 2 s",
    silences: true,
    async happen({ server }, { invalidateQuiet }) {
      await invalidateQuiet();
      await server.command("CLIENT", "PAUSE", 2_000, "ALL");
      await pause(2_050);
    },
  },
  {
    name: "a black hole that ends",
    silences: true,
    async happen({ proxy }, { invalidateQuiet }) {
      await invalidateQuiet();
      await proxy.blackHole();
      await pause(AWAY_MS);
      await proxy.pass();
    },
  },
  {
    name: "a black hole that ends after connections were given up",
    silences: true,
    async happen({ proxy }, { invalidateQuiet }) {
      await invalidateQuiet();
      await proxy.blackHole();
      await pause(4_000);
      await proxy.pass();
    },
  },
];

const repeatedly = (name: string, command: readonly string[]): Fault<Single> => ({
  name,
  silences: false,
  async happen({ server }, { invalidateQuiet }) {
    await invalidateQuiet();
    for (let time = 0; time < 6; time++) {
      await server.command(...command);
      await pause(250);
    }
  },
});

/** Connections end, and what a connection had prepared. */
export const interruptions: readonly Fault<Single>[] = [
  repeatedly("SCRIPT FLUSH, six times", ["SCRIPT", "FLUSH"]),
  repeatedly("CLIENT KILL TYPE normal, six times", ["CLIENT", "KILL", "TYPE", "normal"]),
  {
    name: "a proxy that cuts connections at random",
    silences: false,
    async happen({ proxy }, { invalidateQuiet }) {
      await invalidateQuiet();
      await proxy.cutRandomly({ probability: 0.02 });
      await pause(AWAY_MS);
      await proxy.pass();
    },
  },
];
