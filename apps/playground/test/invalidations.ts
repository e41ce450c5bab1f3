import { expect, inject } from "vitest";
import { isTagged, type Surface, type SurfaceName, tagOf } from "../lib/surfaces";
import type { Fleet, Instance } from "./pair";
import { submitForm } from "./server-action";
import { callWebhook } from "./webhook";

type AnySurface = Surface & { readonly name: SurfaceName };

type FleetEvent = ReturnType<Instance["events"]>[number];

export interface Invalidation {
  readonly name: string;
  /** `soft` lets the old value be served while a fresh one is made. */
  readonly kind: "hard" | "soft";
  appliesTo(surface: Surface): boolean;
  /** Resolves when the ledger has it. */
  run(fleet: Fleet, instance: Instance, surface: AnySurface): Promise<void>;
}

export const invalidations: readonly Invalidation[] = [
  { name: "updateTag", kind: "hard", appliesTo: isTagged, run: byAction("update-tag", { scripts: true }) },
  {
    name: "updateTag without scripts",
    kind: "hard",
    appliesTo: isTagged,
    run: byAction("update-tag", { scripts: false }),
  },
  { name: "revalidateTag { expire: 0 }", kind: "hard", appliesTo: isTagged, run: byControl("tag-now") },
  { name: "revalidateTag 'max'", kind: "soft", appliesTo: isTagged, run: byControl("tag-max") },
  { name: "revalidatePath", kind: "hard", appliesTo: isTagged, run: byControl("path") },
  { name: "res.revalidate", kind: "hard", appliesTo: ({ kind }) => kind === "legacy", run: byPagesApi },
];

/** A Server Action waits for the ledger: when it has answered, the record is there. */
function byAction(how: string, options: { scripts: boolean }): Invalidation["run"] {
  return async (_fleet, instance, { name }) => {
    const before = instance.events().length;
    await submitForm(instance, name, how, options);
    // Already there, without waiting.
    expect(recordedSince(instance, before)).toContain(tagOf(name));
  };
}

/** A route handler answers before the ledger does, so the record is waited for. */
export function byControl(how: string, seconds?: number): Invalidation["run"] {
  return async (fleet, instance, { name, path }) => {
    const before = instance.events().length;
    await callWebhook(instance, { topic: name, how, ...(seconds !== undefined && { seconds }) });
    const tag = how === "path" ? `_N_T_${path}` : tagOf(name);
    await fleet.waitForEvent(instance.name, (event) => recordedTags(event).includes(tag), {
      after: before,
      what: `a record of ${tag}`,
    });
  };
}

async function byPagesApi(_fleet: Fleet, instance: Instance): Promise<void> {
  await post(instance, "/api/legacy");
}

async function post(instance: Instance, path: string): Promise<void> {
  const headers = { authorization: `Bearer ${inject("appEnv").PLAYGROUND_TOKEN}` };
  const response = await instance.fetch(path, { method: "POST", headers });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
}

function recordedSince(instance: Instance, after: number): readonly string[] {
  return instance.events().slice(after).flatMap(recordedTags);
}

function recordedTags({ channel, message }: FleetEvent): readonly string[] {
  const { tags, recorded } = message as { tags?: readonly string[]; recorded?: boolean };
  return channel === "tagledger:invalidate" && recorded === true ? (tags ?? []) : [];
}
