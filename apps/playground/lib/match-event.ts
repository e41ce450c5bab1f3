import type { SeenEvent } from "./event-store";

export interface Filter {
  readonly fleet: string;
  /** Empty for all. */
  readonly instance: string;
  /** Part of a tag or of a key; empty for all. */
  readonly text: string;
}

export function matches({ fleet, instance, message }: SeenEvent, filter: Filter): boolean {
  if (fleet !== filter.fleet || (filter.instance !== "" && instance !== filter.instance)) return false;
  if (filter.text === "") return true;
  const { key, tags } = message as { key?: string; tags?: readonly string[] };
  return key?.includes(filter.text) === true || tags?.some((tag) => tag.includes(filter.text)) === true;
}
