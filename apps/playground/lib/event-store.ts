/** Something that a process of a fleet reported. `at` is on the one clock of the machine, in milliseconds. */
export interface SeenEvent {
  readonly id: number;
  readonly fleet: string;
  readonly instance: string;
  readonly channel: string;
  readonly at: number;
  readonly message: Readonly<Record<string, unknown>>;
  /** What an invalidation concerns. */
  readonly topics?: readonly string[];
}

interface Batch {
  readonly now: number;
  readonly events: readonly Omit<SeenEvent, "id">[];
}

const kept = 4_000;
let events: readonly SeenEvent[] = [];
let nextId = 1;
let clearedAt = 0;
const listeners = new Set<() => void>();

/** A stream that was interrupted brings some events again. */
export function addEvents({ events: batch }: Batch): void {
  const newest = events.at(-1)?.at ?? 0;
  const known = new Set(events.slice(-kept).map(keyOf));
  const added = batch.filter((event) => event.at > clearedAt && (event.at > newest || !known.has(keyOf(event))));
  if (added.length === 0) return;
  events = [...events, ...added.map((event) => Object.assign(event, { id: nextId++ }))].slice(-kept);
  for (const listener of listeners) listener();
}

export function subscribeToEvents(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const currentEvents = (): readonly SeenEvent[] => events;

export function clearEvents(): void {
  clearedAt = events.at(-1)?.at ?? clearedAt;
  events = [];
  for (const listener of listeners) listener();
}

function keyOf({ fleet, instance, at, channel }: Omit<SeenEvent, "id">): string {
  return `${fleet} ${instance} ${at} ${channel}`;
}
