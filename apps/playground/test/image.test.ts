import { setTimeout as sleep } from "node:timers/promises";
import { waitUntil } from "@tagledger/fleet";
import { expect, test } from "vitest";
import { surfaces } from "../lib/surfaces";
import { read, showLogsOnFailure, usePair } from "./pair";
import { publish } from "./source-client";

const pair = usePair();
const image = surfaces.find(({ name }) => name === "image");

test("an optimized image is made once for all instances and renewed by time", async () => {
  const { fleet, a, b } = pair;
  showLogsOnFailure(fleet);
  if (image === undefined) throw new Error("no image surface");
  const made = await read(image, a);
  expect(await read(image, b)).toMatchObject({ version: made.version, madeBy: made.madeBy, cache: "HIT" });
  const now = await publish("image");
  // `minimumCacheTTL` of the app is five seconds.
  await sleep(5_100);
  expect(await read(image, b)).toMatchObject({ version: made.version, cache: "STALE" });
  for (const instance of [b, a]) {
    await waitUntil(async () => (await read(image, instance)).version === now, {
      timeoutMs: 3_000,
      what: `the new image on ${instance.name}`,
    });
  }
});
