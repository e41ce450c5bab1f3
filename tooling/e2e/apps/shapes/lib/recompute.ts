type Counters = { recomputed: Record<string, number>; rendered: Record<string, number> };

// On globalThis because the bundler gives each route its own copy of this module.
const holder = globalThis as typeof globalThis & { __e2eCounters?: Counters };

export const counters: Counters = (holder.__e2eCounters ??= { recomputed: {}, rendered: {} });

const instance = () => process.env["E2E_INSTANCE"] ?? "?";

export async function recompute(part: string, key: string, init?: RequestInit): Promise<string> {
  const id = `${part}@${key}`;
  const query = new URLSearchParams({ part, key, at: instance() });
  const response = await fetch(`${process.env["E2E_SOURCE"]}/read?${query}`, init);
  if (!response.ok) throw new Error(`the source refuses ${id}`);
  const { version } = (await response.json()) as { version: number };
  const count = (counters.recomputed[id] = (counters.recomputed[id] ?? 0) + 1);
  return marker(part, { v: version, n: count, at: instance() });
}

export function countRender(key: string): string {
  const count = (counters.rendered[key] = (counters.rendered[key] ?? 0) + 1);
  return marker("render", { v: count, at: instance() });
}

// No quotes and no angle brackets: the marker reads the same in HTML, in a flight payload and in plain text.
export function marker(name: string, fields: Record<string, string | number>): string {
  const text = Object.entries(fields).map(([field, value]) => `|${field}=${value}`);
  return `~${name}${text.join("")}~`;
}

export const holeMarker = () => marker("hole", { at: instance() });
