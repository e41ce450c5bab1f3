import { inject } from "vitest";
import type { SurfaceName } from "../lib/surfaces";

/** The data source, seen from a test. */
export async function publish(topic: SurfaceName): Promise<number> {
  const { version } = (await ask("POST", "/publish", { topic })) as { version: number };
  return version;
}

export async function configure(topic: SurfaceName, settings: { delayMs?: number; fail?: boolean }): Promise<void> {
  const { delayMs, fail } = settings;
  await ask("POST", "/settings", {
    topic,
    ...(delayMs !== undefined && { delayMs: String(delayMs) }),
    ...(fail !== undefined && { fail: fail ? "1" : "0" }),
  });
}

export async function topicState(topic: SurfaceName): Promise<{ version: number; reads: number }> {
  const state = (await ask("GET", "/state", {})) as Partial<Record<string, { version: number; reads: number }>>;
  return state[topic] ?? { version: 1, reads: 0 };
}

async function ask(method: string, route: string, query: Record<string, string>): Promise<unknown> {
  const url = new URL(route, inject("sourceUrl"));
  url.search = new URLSearchParams(query).toString();
  const response = await fetch(url, { method });
  if (!response.ok) throw new Error(`${method} ${url} answered ${response.status}`);
  return response.json();
}
