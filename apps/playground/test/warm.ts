import { waitUntil } from "@tagledger/fleet";
import { expect, inject } from "vitest";
import type { Reading } from "../lib/read-surface";
import { isTagged, type Surface, type SurfaceName } from "../lib/surfaces";
import { type Instance, read } from "./pair";
import { configure, publish, topicState } from "./source-client";
import { callWebhook } from "./webhook";

type NamedSurface = Surface & { readonly name: SurfaceName };

/** Reads until every instance serves the source's current version from its cache. */
export async function warm(surface: NamedSurface, ...instances: Instance[]): Promise<Reading[]> {
  await configure(surface.name, { delayMs: 0 });
  const { version } = await topicState(surface.name);
  // An earlier test may have published without an invalidation, or failed before it.
  for (const instance of instances) {
    if ((await read(surface, instance)).version !== version) await renew(surface, instance);
  }
  return Promise.all(
    instances.map((instance) => {
      let last: Reading | undefined;
      return waitUntil(
        async () => {
          const previous = last;
          last = await read(surface, instance);
          return last.version === version && previous?.madeAt === last.madeAt && last;
        },
        {
          what: () =>
            `${surface.name} cached at version ${version} on ${instance.name} (last: ${JSON.stringify(last)})`,
        },
      );
    }),
  );
}

/** Changes the data behind a surface whose old value every instance has and goes on serving. */
export async function publishBehind(
  surface: NamedSurface,
  ...instances: Instance[]
): Promise<{ old: number; now: number }> {
  const [{ version: old } = { version: 0 }] = await warm(surface, ...instances);
  const now = await publish(surface.name);
  for (const instance of instances) {
    expect(await read(surface, instance)).toMatchObject({ version: old });
  }
  return { old, now };
}

async function renew(surface: NamedSurface, instance: Instance): Promise<void> {
  if (isTagged(surface)) return callWebhook(instance, { topic: surface.name, how: "tag-now" });
  const headers = { authorization: `Bearer ${inject("appEnv").PLAYGROUND_TOKEN}` };
  await instance.fetch("/api/legacy", { method: "POST", headers });
}
